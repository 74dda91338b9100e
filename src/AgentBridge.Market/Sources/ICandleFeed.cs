namespace AgentBridge.Market;

/// <summary>
/// Pushes candles, each when it has closed. A source answers requests, a feed pushes; both yield the same candles.
/// </summary>
public interface ICandleFeed
{
    /// <summary>
    /// Closed candles of a pair, oldest first, each once and without a hole: candles that the feed missed (a break of the connection, a
    /// late or lost candle) are fetched, and gaps without trades are filled flat (see <see cref="Candle.IsFlat"/>). Running candles are never yielded.
    /// </summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">The timeframe, that is the length of each candle.</param>
    /// <param name="afterOpenMs">
    /// The open of the last candle that the caller has, in Unix milliseconds: those after it come first. <see langword="null"/> starts with the first candle
    /// that closes from now on.
    /// </param>
    /// <param name="cancellationToken">Ends it; there is no other end. Candles not consumed yet are not lost: start again with <paramref name="afterOpenMs"/>.</param>
    /// <exception cref="CandleSourceException">
    /// The candles are permanently unavailable (<see cref="CandleSourceException.IsFinal"/>, or no such pair or timeframe), or the hole is longer than can be fetched.
    /// Transient failures are retried and do not end it.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    IAsyncEnumerable<Candle> FollowAsync(string symbol, Timeframe timeframe, long? afterOpenMs = null, CancellationToken cancellationToken = default);
}
