using System.Globalization;
using System.Net;
using AgentBridge.Market;

namespace AgentBridge.Exchanges;

/// <summary>An answer of the exchange, and its consequence for the next request.</summary>
/// <param name="Status">What the server says became of the request.</param>
/// <param name="Body">The body, cut where it is that of an error.</param>
/// <param name="RetryAfter">The wait that it asks for, if any.</param>
/// <param name="Location">Where a redirect leads.</param>
internal sealed record ExchangeAnswer(HttpStatusCode Status, byte[] Body, TimeSpan? RetryAfter, string? Location)
{
    /// <summary>As much of an error's body as is read.</summary>
    public const int MaxErrorBytes = 64 * 1024;

    /// <summary>The pause after a ban of unknown duration.</summary>
    public static readonly TimeSpan UnsaidBan = TimeSpan.FromMinutes(1);

    private const HttpStatusCode Banned = (HttpStatusCode)418;

    /// <summary>Binance's longest ban; a longer wait is capped to it.</summary>
    private static readonly TimeSpan LongestBan = TimeSpan.FromDays(3);

    /// <summary>A server in trouble only guesses how long; it is retried sooner than it suggests, because each missed candle is a missed decision.</summary>
    private static readonly TimeSpan LongestTrouble = TimeSpan.FromMinutes(5);

    /// <summary>Whether the exchange asks for fewer requests.</summary>
    public bool IsTooMany => Status is HttpStatusCode.TooManyRequests or Banned;

    /// <summary>Whether the same question may soon have another answer.</summary>
    public bool IsPassing => IsTooMany || IsTrouble || (int)Status is > 200 and < 300;

    /// <summary>How long no request may be sent; <see langword="null"/> if no wait was requested.</summary>
    public TimeSpan? Wait => this switch
    {
        { RetryAfter: null } => null,
        { IsTooMany: true } => RetryAfter < LongestBan ? RetryAfter : LongestBan,
        { IsTrouble: true } => RetryAfter < LongestTrouble ? RetryAfter : LongestTrouble,
        _ => null,
    };

    /// <summary>Whether it leads elsewhere.</summary>
    public bool IsRedirect => (int)Status is >= 300 and < 400 && Location is not null;

    private bool IsTrouble => Status is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout;

    /// <summary>The answer in one line.</summary>
    public string Describe()
    {
        var status = ((int)Status).ToString(CultureInfo.InvariantCulture);
        if (IsRedirect && Location is { } target)
        {
            return $"status {status}, a redirect to '{VisibleText.Shortened(target, 100)}', which is not followed";
        }

        var detail = KlineParser.TryReadError(Body, out var code, out var message)
            ? string.Create(CultureInfo.InvariantCulture, $"{VisibleText.Shortened(message, 200)} (code {code}, status {status})")
            : Body.Length == 0 ? $"status {status}" : $"status {status} {VisibleText.Quote(Body)}";
        return Status switch
        {
            _ when IsTooMany => $"too many requests: {detail}",
            HttpStatusCode.UnavailableForLegalReasons => $"the exchange refuses this region: {detail}",
            _ => detail,
        };
    }
}
