using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Exchanges;

/// <summary>How requests are sent to a Binance-compatible exchange.</summary>
public sealed record BinanceOptions : IOptionRules
{
    private const double Day = 86_400;

    private static readonly string[] RealHosts = ["binance.com", "binance.us", "binance.vision"];

    /// <summary>How these options are read and checked.</summary>
    public static OptionsModel<BinanceOptions> Model { get; } = OptionsModel.Build("exchange", static () => new BinanceOptions(), OptionTypes.Settings);

    /// <summary>The address of the REST interface; requests go to <c>{BaseUrl}/api/v3/…</c>.</summary>
    /// <value>An http or https address without user, query or fragment; https://api.binance.com by default.</value>
    [HttpAddress, Description("where the REST interface of the exchange is")]
    public Uri BaseUrl { get; init; } = new("https://api.binance.com");

    /// <summary>The timeout of one request, including its body.</summary>
    /// <value>&gt; 0; 10 s by default.</value>
    [Range(0.0, Day, MinimumIsExclusive = true), Description("how long one request may take, its body included")]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a request is repeated after a network fault, a timeout, a 5xx, a 429 or a 418.</summary>
    /// <value>From 0 to 20; 4 by default.</value>
    [Range(0, 20), Description("how often a request is repeated")]
    public int MaxRetries { get; init; } = 4;

    /// <summary>The wait before the first repetition; it doubles with each further one.</summary>
    /// <value>&gt; 0; 500 ms by default.</value>
    [Range(0.0, Day, MinimumIsExclusive = true), Description("the wait before the first repetition")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The longest wait before a retry. If the exchange asks for a longer one (a ban), the request fails at once and says so, and
    /// so does every further one until that wait has passed: nothing is sent.
    /// </summary>
    /// <value>≥ <see cref="RetryDelay"/>; 30 s by default.</value>
    [Range(0.0, Day), Description("the longest wait before a repetition")]
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after the first request the last retry may start, whatever the exchange asks for.</summary>
    /// <value>≥ <see cref="RetryDelay"/>; 30 s by default.</value>
    [Range(0.0, Day), Description("how long after the first request the last repetition may begin")]
    public TimeSpan RetryBudget { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The least time between the starts of two requests.</summary>
    /// <value>≥ 0; 100 ms by default, a fifth of what Binance allows for klines.</value>
    [Range(0.0, Day), Description("the minimum time between the starts of two requests")]
    public TimeSpan RequestInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many requests may start at once after a pause of <see cref="RequestInterval"/> for each; the rate over a longer time stays the same.</summary>
    /// <value>From 1 to 1,000; 1 by default. Binance counts by the minute: 240 klines at once are 480 of its 6,000.</value>
    [Range(1, 1_000), Description("how many requests may start at once after a pause")]
    public int RequestBurst { get; init; } = 1;

    /// <summary>The longest answer that is read; 1,000 klines have about 170,000 bytes.</summary>
    /// <value>From 1,024 to 64 MiB; 4 MiB by default.</value>
    [Range(1_024, 64 * 1024 * 1024), Description("the longest answer that is read, in bytes")]
    public int MaxResponseBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long the exchange's time, once asked, is carried on by the local monotonic clock.</summary>
    /// <value>&gt; 0; 10 minutes by default.</value>
    [Range(0.0, Day, MinimumIsExclusive = true), Description("how long the exchange's time, once asked, is carried on by the local clock")]
    public TimeSpan ServerTimeRefresh { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How a faulty candle is handled.</summary>
    /// <value><see cref="CandleFaultPolicy.Stop"/> by default.</value>
    [Description("what happens to a faulty candle")]
    public CandleFaultPolicy Policy { get; init; }

    /// <summary>Receives the quality report of each answer of the candle source.</summary>
    /// <value><see langword="null"/> by default.</value>
    public Action<CandleQualityReport>? QualityReported { get; init; }

    /// <summary>Whether an address has real prices: Binance's own addresses, except its test networks.</summary>
    /// <param name="baseUrl">The address.</param>
    public static bool HasRealPrices(Uri baseUrl)
    {
        ArgumentNullException.ThrowIfNull(baseUrl);
        return RealHosts.Any(host => baseUrl.Host.EndsWith("." + host, StringComparison.OrdinalIgnoreCase)) && !baseUrl.Host.Contains("testnet", StringComparison.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public IEnumerable<string> Validate()
    {
        if (MaxRetryDelay < RetryDelay)
        {
            yield return "max_retry_delay must be at least retry_delay";
        }

        if (RetryBudget < RetryDelay)
        {
            yield return "retry_budget must be at least retry_delay";
        }
    }
}
