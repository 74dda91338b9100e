using AgentBridge.Market;

namespace AgentBridge.Exchanges;

/// <summary>How a Binance-compatible exchange is asked.</summary>
public sealed record BinanceOptions
{
    /// <summary>Where the REST interface is; requests go to <c>{BaseUrl}/api/v3/…</c>.</summary>
    /// <value>An http or https address without user, query or fragment; https://api.binance.com by default.</value>
    public Uri BaseUrl { get; init; } = new("https://api.binance.com");

    /// <summary>How long one request may take, its body included.</summary>
    /// <value>&gt; 0; 10 s by default.</value>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a request is repeated after a network fault, a timeout, a 5xx, a 429 or a 418.</summary>
    /// <value>From 0 to 20; 4 by default.</value>
    public int MaxRetries { get; init; } = 4;

    /// <summary>The wait before the first repetition; it doubles with each further one.</summary>
    /// <value>&gt; 0; 500 ms by default.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The longest wait before a repetition. Where the exchange asks for a longer one (a ban), the request fails at once and says so, and
    /// so does every further one until that wait has passed: nothing is sent.
    /// </summary>
    /// <value>≥ <see cref="RetryDelay"/>; 30 s by default.</value>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after the first request the last repetition may begin, whatever the exchange asks for.</summary>
    /// <value>≥ <see cref="RetryDelay"/>; 30 s by default.</value>
    public TimeSpan RetryBudget { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The least time between the starts of two requests.</summary>
    /// <value>≥ 0; 100 ms by default, a fifth of what Binance allows for klines.</value>
    public TimeSpan RequestInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest answer that is read; 1,000 klines have about 170,000 bytes.</summary>
    /// <value>From 1,024 to 64 MiB; 4 MiB by default.</value>
    public int MaxResponseBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long the exchange's time, once asked, is carried on by the local monotonic clock.</summary>
    /// <value>&gt; 0; 10 minutes by default.</value>
    public TimeSpan ServerTimeRefresh { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What to do with a faulty candle.</summary>
    /// <value><see cref="CandleFaultPolicy.Stop"/> by default.</value>
    public CandleFaultPolicy Policy { get; init; }

    /// <summary>Told what the border found in each answer of the candle source.</summary>
    /// <value>Nobody by default.</value>
    public Action<CandleQualityReport>? QualityReported { get; init; }

    internal static BinanceOptions Validate(BinanceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var url = options.BaseUrl;
        Require(url.IsAbsoluteUri && url.Scheme is "http" or "https", "BaseUrl must be an http or https address, such as https://api.binance.com");
        Require(url.UserInfo.Length + url.Query.Length + url.Fragment.Length == 0, "BaseUrl must have no user, query or fragment");
        Require(options.RequestTimeout > TimeSpan.Zero, "RequestTimeout must be above 0");
        Require(options.MaxRetries is >= 0 and <= 20, "MaxRetries must lie between 0 and 20");
        Require(options.RetryDelay > TimeSpan.Zero, "RetryDelay must be above 0");
        Require(options.MaxRetryDelay >= options.RetryDelay, "MaxRetryDelay must be at least RetryDelay");
        Require(options.RetryBudget >= options.RetryDelay, "RetryBudget must be at least RetryDelay");
        Require(options.RequestInterval >= TimeSpan.Zero, "RequestInterval must not be negative");
        Require(options.MaxResponseBytes is >= 1_024 and <= 64 * 1024 * 1024, "MaxResponseBytes must lie between 1,024 and 64 MiB");
        Require(options.ServerTimeRefresh > TimeSpan.Zero, "ServerTimeRefresh must be above 0");
        return options;
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException(rule + ".", nameof(rule));
        }
    }
}
