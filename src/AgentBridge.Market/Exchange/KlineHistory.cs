using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>Closed candles of the past, page by page, as the exchange has them: gaps are left open, for a file keeps what was sent.</summary>
public sealed class KlineHistory
{
    private readonly BinanceClient _client;

    /// <summary>History of an exchange.</summary>
    /// <param name="client">The exchange.</param>
    public KlineHistory(BinanceClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
    }

    /// <summary>Closed candles, oldest first. Every page is checked: in order, on the grid, possible.</summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">A timeframe that the exchange has.</param>
    /// <param name="fromMs">The first open wanted (included), in Unix milliseconds.</param>
    /// <param name="toMs">The end of the opens wanted (excluded), in Unix milliseconds; candles that have not closed by now are not given.</param>
    /// <param name="cancellationToken">Ends the download between or within pages.</param>
    /// <returns>Pages of 1 to 1,000 candles.</returns>
    /// <exception cref="CandleSourceException">The exchange does not answer, or with candles that can't be.</exception>
    public async IAsyncEnumerable<CandleColumns> DownloadAsync(
        string symbol, Timeframe timeframe, long fromMs, long toMs, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromMs);
        var now = await _client.GetServerTimeAsync(cancellationToken).ConfigureAwait(false);
        var step = timeframe.Milliseconds;

        // The last candle whose close time (open + step - 1) lies before now.
        var end = Math.Min(toMs, timeframe.FloorToOpen(now));
        var cursor = timeframe.FloorToOpen(fromMs + step - 1);
        while (cursor < end)
        {
            var page = await _client.GetKlinesAsync(symbol, timeframe, BinanceClient.MaxKlines, cursor, end - 1, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
            {
                yield break;
            }

            Check(page, symbol, timeframe, cursor, end);
            yield return page;
            cursor = page.OpenTimes[page.Count - 1] + step;
        }
    }

    private void Check(CandleColumns page, string symbol, Timeframe timeframe, long cursor, long end)
    {
        var place = $"{_client.Options.BaseUrl} {symbol}";
        var report = CandleBorder.Inspect(timeframe, page, new CandleBorderOptions { Place = place, RequireStep = false });
        if (report.FindingCount > report.Gaps)
        {
            var finding = report.Findings.First(found => found.Kind != CandleFindingKind.Gap);
            throw Bad(FormattableString.Invariant($"{place}, kline {finding.Row}: {finding.KindName}: {finding.Detail}"));
        }

        if (page.OpenTimes[0] < cursor || page.OpenTimes[page.Count - 1] >= end)
        {
            throw Bad($"{place}: asked for {CandleTime.ToText(cursor)} to {CandleTime.ToText(end)}, got {CandleTime.ToText(page.OpenTimes[0])} to {CandleTime.ToText(page.OpenTimes[page.Count - 1])}");
        }
    }

    private static CandleSourceException Bad(string message) => new(CandleSourceError.BadData, message);
}
