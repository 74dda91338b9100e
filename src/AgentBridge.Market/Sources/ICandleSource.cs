namespace AgentBridge.Market;

/// <summary>Where candles are fetched: a file, an exchange, a replay. One source serves every timeframe that it has.</summary>
public interface ICandleSource
{
    /// <summary>The newest closed candles, gaps filled flat (see <see cref="Candle.IsFlat"/>), oldest first.</summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">The length of the candles; the answer has it or there is none.</param>
    /// <param name="limit">How many at the most, ≥ 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CandleSourceException">No candles can be had, or they are not what they should be; the source has no candles of that timeframe.</exception>
    Task<CandleSeries> GetCandlesAsync(string symbol, Timeframe timeframe, int limit = 200, CancellationToken cancellationToken = default);
}
