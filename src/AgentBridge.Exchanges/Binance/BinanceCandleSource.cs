using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.Exchanges;

/// <summary>
/// The newest closed candles of a Binance-compatible exchange. A kline counts as closed if its close time is before the
/// exchange's own time when the request was sent. A kline that is not a candle of the timeframe is left out; gaps are filled by
/// <see cref="CandleValidator"/>.
/// </summary>
/// <threadsafety>Any number of threads.</threadsafety>
public sealed class BinanceCandleSource : ICandleSource
{
    /// <summary>The maximum number of candles of one call.</summary>
    public const int MaxLimit = 100_000;

    private const int StaleAfterTimeframes = 2;

    private readonly BinanceClient _client;
    private readonly ExchangePriceSteps _steps;

    /// <summary>Creates a source of every pair and timeframe that the exchange has.</summary>
    /// <param name="client">The client of the exchange.</param>
    public BinanceCandleSource(BinanceClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _steps = new ExchangePriceSteps(client, problem =>
        {
            client.Witness.StepUnavailable(problem);
            PriceStepUnavailable?.Invoke(problem);
        });
    }

    /// <summary>The price step of the pairs; if set, it is not requested from the exchange.</summary>
    /// <value>Unknown by default: the exchange's own.</value>
    public PriceStep MarketStep { get; init; }

    /// <summary>Receives one line if the exchange does not report a pair's price step; the step is then taken from the candles' decimals.</summary>
    /// <value><see langword="null"/> by default.</value>
    public Action<string>? PriceStepUnavailable { get; init; }

    /// <inheritdoc/>
    /// <remarks>The last candle's close being older than two timeframes is an error (<see cref="CandleSourceError.Stale"/>,
    /// its message starts with <c>CANDLES_STALE</c>). At most <see cref="MaxLimit"/> candles; more than 999 come in pages.</remarks>
    public async Task<CandleSeries> GetCandlesAsync(string symbol, Timeframe timeframe, int limit = 200, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        BinanceClient.RequireTimeframe(timeframe);
        var place = $"{_client.Options.BaseUrl} {symbol}";

        // Before the klines are requested: a candle that closes meanwhile would arrive unfinished.
        var now = await _client.GetServerTimeAsync(cancellationToken).ConfigureAwait(false);
        var leftOut = new List<CandleFinding>();
        var pages = await GetPagesAsync(symbol, timeframe, limit + 1, leftOut.Add, cancellationToken).ConfigureAwait(false);
        var closed = TakeClosed(pages, timeframe, now);
        if (closed.Count == 0)
        {
            _client.ForgetServerTime();
            var why = leftOut.Count > 0 ? $"its klines are of another kind ({leftOut[0].KindName}: {leftOut[0].Detail})" : "check the symbol, or wait for the first candle to close";
            throw new CandleSourceException(CandleSourceError.BadData, $"{place}: the exchange has no closed {timeframe} candle; {why}");
        }

        var options = new CandleValidationOptions { Place = place, Policy = _client.Options.Policy, RequireStep = false, MaxFilled = MaxLimit };
        var (series, report) = CandleValidator.Validate(symbol, timeframe, closed, options);
        _client.Options.QualityReported?.Invoke(report.WithLeftOut(leftOut));
        RefuseStale(series, now, place);
        var step = MarketStep.IsKnown ? MarketStep : await _steps.GetAsync(symbol, now, cancellationToken).ConfigureAwait(false);
        return series.WithMarketStep(step).Last(limit);
    }

    /// <summary>The newest <paramref name="wanted"/> klines, page by page backwards, oldest page first.</summary>
    private async Task<List<CandleColumns>> GetPagesAsync(
        string symbol, Timeframe timeframe, int wanted, Action<CandleFinding> leftOut, CancellationToken cancellationToken)
    {
        var pages = new List<CandleColumns>();
        long? end = null;
        while (wanted > 0)
        {
            var asked = Math.Min(wanted, BinanceClient.MaxKlines);
            var page = await _client.GetPageAsync(symbol, timeframe, asked, startMs: null, end, cancellationToken).ConfigureAwait(false);
            pages.Insert(0, page.Candles(timeframe, leftOut));
            if (page.Sent.Count < asked || page.Sent.At(0).OpenTimeMs == 0)
            {
                break;
            }

            wanted -= page.Sent.Count;
            end = page.Sent.At(0).OpenTimeMs - 1;
        }

        return pages;
    }

    private static CandleColumns TakeClosed(List<CandleColumns> pages, Timeframe timeframe, long now)
    {
        var closed = new CandleColumnsBuilder();
        foreach (var page in pages)
        {
            for (var i = 0; i < page.Count; i++)
            {
                var candle = page.At(i);
                if (candle.OpenTimeMs + timeframe.Milliseconds - 1 < now)
                {
                    closed.Add(candle);
                }
            }
        }

        return closed.Build();
    }

    private void RefuseStale(CandleSeries series, long now, string place)
    {
        var close = series.CloseTimeMs(series.Count - 1);
        if (now - close > StaleAfterTimeframes * series.Timeframe.Milliseconds)
        {
            _client.ForgetServerTime();
            throw new CandleSourceException(CandleSourceError.Stale, string.Create(
                CultureInfo.InvariantCulture,
                $"{CandleCodes.Stale}: {place}: the last candle closed at {CandleTime.ToText(close)}, {(now - close) / 1000} s before the exchange's time {CandleTime.ToText(now)}; wait for the exchange, or check that the pair still trades"))
                .As(CandleCodes.Stale, ("place", place), ("close", CandleTime.ToText(close)), ("now", CandleTime.ToText(now)));
        }
    }
}
