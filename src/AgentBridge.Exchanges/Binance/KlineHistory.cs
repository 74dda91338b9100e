using System.Runtime.CompilerServices;
using AgentBridge.Market;

namespace AgentBridge.Exchanges;

/// <summary>Closed candles of the past, page by page, as the exchange has them: gaps are left open, because a file stores what was sent.</summary>
public sealed class KlineHistory : ICandleHistory
{
    private readonly BinanceClient _client;

    /// <summary>History of an exchange.</summary>
    /// <param name="client">The client of the exchange.</param>
    public KlineHistory(BinanceClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
    }

    /// <inheritdoc/>
    public string Place => _client.Options.BaseUrl.ToString();

    /// <summary>
    /// Closed candles, oldest first. Every page is checked: in order, possible. Klines that can be no candle of the timeframe, as an exchange
    /// has them around a stop (closed early, off the grid), are left out, and an outage of months is skipped.
    /// </summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">A timeframe that the exchange has.</param>
    /// <param name="fromMs">The first open wanted (included), in Unix milliseconds.</param>
    /// <param name="toMs">The end of the opens wanted (excluded), in Unix milliseconds; candles that have not closed by now are not given.</param>
    /// <param name="leftOut">Receives every kline that is left out; its row is its position in the answer.</param>
    /// <param name="cancellationToken">Ends the download between or within pages.</param>
    /// <returns>Pages of 1 to 1,000 candles.</returns>
    /// <exception cref="CandleSourceException">The exchange does not answer, or sends impossible candles.</exception>
    public async IAsyncEnumerable<CandleColumns> DownloadAsync(
        string symbol, Timeframe timeframe, long fromMs, long toMs, Action<CandleFinding>? leftOut = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromMs);
        var now = await _client.GetServerTimeAsync(cancellationToken).ConfigureAwait(false);
        var step = timeframe.Milliseconds;

        // The last candle whose close time (open + step - 1) is before now.
        var end = Math.Min(toMs, timeframe.FloorToOpen(now));
        var cursor = timeframe.FloorToOpen(fromMs + step - 1);
        while (cursor < end)
        {
            var page = await _client.GetPageAsync(symbol, timeframe, BinanceClient.MaxKlines, cursor, end - 1, cancellationToken).ConfigureAwait(false);
            if (page.Sent.Count == 0)
            {
                // Nothing up to the end, or only nothing near: some exchanges search no farther than a page's length.
                var next = await NextOpenAsync(symbol, timeframe, cursor, cancellationToken).ConfigureAwait(false);
                if (next is not { } open || open >= end)
                {
                    yield break;
                }

                cursor = open;
                continue;
            }

            RequireSpan(page.Sent, symbol, cursor, end);
            var candles = page.Candles(timeframe, leftOut);
            if (candles.Count > 0)
            {
                Check(candles, symbol, timeframe);
                yield return candles;
            }

            // A kline off the grid may be followed by one less than a candle's length later.
            cursor = page.Sent.At(page.Sent.Count - 1).OpenTimeMs + 1;
        }
    }

    /// <summary>The next open at or after an instant; <see langword="null"/> if there is none after it.</summary>
    private async Task<long?> NextOpenAsync(string symbol, Timeframe timeframe, long cursor, CancellationToken cancellationToken)
    {
        var next = await _client.GetPageAsync(symbol, timeframe, 1, cursor, endMs: null, cancellationToken).ConfigureAwait(false);
        return next.Sent.Count > 0 && next.Sent.At(0).OpenTimeMs > cursor ? next.Sent.At(0).OpenTimeMs : null;
    }

    private void Check(CandleColumns candles, string symbol, Timeframe timeframe)
    {
        var place = $"{_client.Options.BaseUrl} {symbol}";
        var report = CandleValidator.Inspect(timeframe, candles, new CandleValidationOptions { Place = place, RequireStep = false });
        if (report.FindingCount > report.Gaps)
        {
            var finding = report.Findings.First(found => found.Kind != CandleFindingKind.Gap);
            throw Bad(FormattableString.Invariant($"{place}, kline {finding.Row}: {finding.KindName}: {finding.Detail}"));
        }
    }

    private void RequireSpan(CandleColumns sent, string symbol, long cursor, long end)
    {
        var (first, last) = (sent.At(0).OpenTimeMs, sent.At(sent.Count - 1).OpenTimeMs);
        if (first < cursor || last < first || last >= end)
        {
            throw Bad($"{_client.Options.BaseUrl} {symbol}: asked for {CandleTime.ToText(cursor)} to {CandleTime.ToText(end)}, got {CandleTime.ToText(first)} to {CandleTime.ToText(last)}");
        }
    }

    private static CandleSourceException Bad(string message) => new(CandleSourceError.BadData, message);
}
