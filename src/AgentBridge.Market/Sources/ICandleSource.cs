namespace AgentBridge.Market;

/// <summary>Where candles come from: a file, an exchange, a replay.</summary>
public interface ICandleSource
{
    /// <summary>The newest closed candles, gaps filled flat (see <see cref="Candle.IsFlat"/>), oldest first.</summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="limit">How many at the most, ≥ 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CandleSourceException">No candles can be had, or they are not what they should be.</exception>
    Task<CandleSeries> GetCandlesAsync(string symbol, int limit = 200, CancellationToken cancellationToken = default);
}
