namespace AgentBridge.Market;

/// <summary>Where candles are fetched: a file, an exchange, a replay. One source serves every timeframe that it has.</summary>
public interface ICandleSource
{
    /// <summary>The newest closed candles, gaps filled flat (see <see cref="Candle.IsFlat"/>), oldest first.</summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">The timeframe of the candles; no other one is returned.</param>
    /// <param name="limit">How many at the most, ≥ 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CandleSourceException">No candles are available, they are invalid, or the source has none of that timeframe.</exception>
    Task<CandleSeries> GetCandlesAsync(string symbol, Timeframe timeframe, int limit = 200, CancellationToken cancellationToken = default);
}
