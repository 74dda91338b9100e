using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentBridge.Exchanges;

/// <summary>
/// A Binance-compatible exchange's public REST interface: <c>/api/v3/klines</c>, <c>/api/v3/time</c> and <c>/api/v3/exchangeInfo</c>. Faults of the
/// network, 5xx, 429 and 418 are repeated; a wait that the exchange asks for (Retry-After) holds every request back; every error is a <see cref="CandleSourceException"/>.
/// </summary>
/// <threadsafety>Any number of threads; they share one rate limit.</threadsafety>
public sealed class BinanceClient
{
    /// <summary>The most klines in one answer.</summary>
    public const int MaxKlines = 1_000;

    private readonly BinanceTransport _transport;
    private readonly ExchangeClock _clock;

    /// <summary>Creates a client.</summary>
    /// <param name="http">Sends the requests; not disposed here. Its own timeout should be longer than that of the options.</param>
    /// <param name="options">How requests are sent.</param>
    /// <param name="timeProvider">Delays, timeouts and the time between two askings of the exchange's clock.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public BinanceClient(HttpClient http, BinanceOptions options, TimeProvider timeProvider)
        : this(http, options, timeProvider, NullLogger.Instance, meters: null)
    {
    }

    /// <summary>Creates a client that logs and measures what it does.</summary>
    /// <param name="http">Sends the requests; not disposed here. Its own timeout should be longer than that of the options.</param>
    /// <param name="options">How to ask.</param>
    /// <param name="timeProvider">Delays, timeouts and the time between two askings of the exchange's clock.</param>
    /// <param name="logger">Receives its events; the package's README lists them.</param>
    /// <param name="meters">Creates its meter (<see cref="ExchangesTelemetry.MeterName"/>); <see langword="null"/> for the meter of the process.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public BinanceClient(HttpClient http, BinanceOptions options, TimeProvider timeProvider, ILogger logger, IMeterFactory? meters)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(timeProvider);
        Options = BinanceOptions.Model.Check(options);
        Witness = new ExchangeWitness(SafeLogger.Of(logger), meters);
        _transport = new BinanceTransport(http, options, timeProvider, Witness);
        _clock = new ExchangeClock(AskTimeAsync, options.ServerTimeRefresh, timeProvider);
    }

    /// <summary>Refuses a timeframe that the exchange does not have.</summary>
    /// <exception cref="CandleSourceException">The exchange does not have the pair.</exception>
    public static void RequireTimeframe(Timeframe timeframe) => _ = BinanceNames.Interval(timeframe);

    /// <summary>How requests are sent to the exchange.</summary>
    public BinanceOptions Options { get; }

    /// <summary>What its requests log and measure.</summary>
    internal ExchangeWitness Witness { get; }

    /// <summary>
    /// The exchange's time in Unix milliseconds: at most a network delay behind, never ahead. Requested once per
    /// <see cref="BinanceOptions.ServerTimeRefresh"/> and carried on by the local monotonic clock in between. An exchange that
    /// does not report its time is an error: by the local clock a running candle could be taken for a closed one.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CandleSourceException">The exchange does not answer, or not with a time.</exception>
    public Task<long> GetServerTimeAsync(CancellationToken cancellationToken = default) => _clock.GetNowAsync(cancellationToken);

    /// <summary>Makes the next request ask for the exchange's time again.</summary>
    internal void ForgetServerTime() => _clock.Forget();

    /// <summary>
    /// One page of klines as the exchange sends them: including the running one, gaps not filled, values unchecked. Klines that are not
    /// candle of the timeframe (off the grid, closed early, as around a stop of the exchange) are left out.
    /// </summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">A timeframe that the exchange has.</param>
    /// <param name="limit">From 1 to <see cref="MaxKlines"/>.</param>
    /// <param name="startMs">The first open wanted (included), in Unix milliseconds; null for the newest ones.</param>
    /// <param name="endMs">The last open wanted (included), in Unix milliseconds; null for no end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CandleSourceException">The exchange refuses the pair, does not answer, or not with klines.</exception>
    public async Task<CandleColumns> GetKlinesAsync(
        string symbol, Timeframe timeframe, int limit, long? startMs, long? endMs, CancellationToken cancellationToken = default)
    {
        var page = await GetPageAsync(symbol, timeframe, limit, startMs, endMs, cancellationToken).ConfigureAwait(false);
        return page.Candles(timeframe, leftOut: null);
    }

    /// <summary>As <see cref="GetKlinesAsync"/>, with everything that was sent.</summary>
    internal async Task<KlinePage> GetPageAsync(
        string symbol, Timeframe timeframe, int limit, long? startMs, long? endMs, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxKlines);
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"/api/v3/klines?symbol={BinanceNames.Symbol(symbol)}&interval={BinanceNames.Interval(timeframe)}&limit={limit}{Parameter("startTime", startMs)}{Parameter("endTime", endMs)}");
        var body = await _transport.GetAsync(path, cancellationToken).ConfigureAwait(false);
        var klines = Parse(path, body, () => KlineParser.ReadKlines(body));
        return klines.Sent.Count <= limit
            ? klines
            : throw NotAsExpected(path, body, string.Create(CultureInfo.InvariantCulture, $"{klines.Sent.Count} klines, but {limit} were requested"), null);
    }

    /// <summary>The price step that the exchange reports for a pair; unknown if it reports none.</summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CandleSourceException">The exchange refuses the pair, does not answer, or sends a malformed answer.</exception>
    public async Task<PriceStep> GetPriceStepAsync(string symbol, CancellationToken cancellationToken = default)
    {
        var name = BinanceNames.Symbol(symbol);
        var path = $"/api/v3/exchangeInfo?symbol={name}";
        var body = await _transport.GetAsync(path, cancellationToken).ConfigureAwait(false);
        return Parse(path, body, () => ExchangeInfoParser.ReadPriceStep(body, name));
    }

    private static string Parameter(string name, long? value) =>
        value is { } set ? string.Create(CultureInfo.InvariantCulture, $"&{name}={set}") : string.Empty;

    private async Task<long> AskTimeAsync(CancellationToken cancellationToken)
    {
        const string Path = "/api/v3/time";
        var body = await _transport.GetAsync(Path, cancellationToken).ConfigureAwait(false);
        return Parse(Path, body, () => KlineParser.ReadServerTime(body));
    }

    private T Parse<T>(string path, byte[] body, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw NotAsExpected(path, body, e.Message, e);
        }
    }

    private CandleSourceException NotAsExpected(string path, byte[] body, string why, Exception? inner) => new(
        CandleSourceError.BadData, $"{Options.BaseUrl.AbsoluteUri.TrimEnd('/')}{path}: the answer {VisibleText.Quote(body)} is not what Binance sends: {VisibleText.Shortened(why, 200)}", inner);
}
