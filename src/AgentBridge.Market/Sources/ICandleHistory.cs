namespace AgentBridge.Market;

/// <summary>A source of past closed candles, page by page, as they were recorded: gaps are left open.</summary>
public interface ICandleHistory
{
    /// <summary>Its name for messages: an address, never a secret.</summary>
    string Place { get; }

    /// <summary>Closed candles, oldest first, each page checked: in order, possible.</summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">A timeframe that the source has.</param>
    /// <param name="fromMs">The first open wanted (included), in Unix milliseconds.</param>
    /// <param name="toMs">The end of the opens wanted (excluded), in Unix milliseconds; candles that have not closed by now are not given.</param>
    /// <param name="leftOut">Receives every row that is left out because it can't be a candle of the timeframe; its row is its position in the answer.</param>
    /// <param name="cancellationToken">Ends the download between or within pages.</param>
    /// <returns>Pages of at least one candle.</returns>
    /// <exception cref="CandleSourceException">The source does not answer, or sends impossible candles.</exception>
    IAsyncEnumerable<CandleColumns> DownloadAsync(
        string symbol, Timeframe timeframe, long fromMs, long toMs, Action<CandleFinding>? leftOut = null, CancellationToken cancellationToken = default);
}
