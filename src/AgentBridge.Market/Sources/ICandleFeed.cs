namespace AgentBridge.Market;

/// <summary>
/// Where candles come from by themselves, each when it has closed. What a source answers to a question, a feed says unasked; both give the same candles.
/// </summary>
public interface ICandleFeed
{
    /// <summary>
    /// Closed candles of a pair, oldest first, each once and without a hole between one and the next: what the feed missed (a break of the connection, a
    /// candle that came late or not at all) is fetched, and what nobody traded is filled flat (see <see cref="Candle.IsFlat"/>). A running candle is never given.
    /// </summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">The timeframe, that is the length of each candle.</param>
    /// <param name="afterOpenMs">
    /// The open of the last candle that the caller has, in Unix milliseconds: those after it come first. <see langword="null"/> begins with the first candle
    /// that closes from now on.
    /// </param>
    /// <param name="cancellationToken">Ends it; there is no other end. A candle that was not taken yet is not lost: ask again with <paramref name="afterOpenMs"/>.</param>
    /// <exception cref="CandleSourceException">
    /// The candles can't be had for good (<see cref="CandleSourceException.IsFinal"/>, or no such pair or timeframe), or the hole is longer than can be fetched.
    /// What passes is tried again and is no end.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    IAsyncEnumerable<Candle> FollowAsync(string symbol, Timeframe timeframe, long? afterOpenMs = null, CancellationToken cancellationToken = default);
}
