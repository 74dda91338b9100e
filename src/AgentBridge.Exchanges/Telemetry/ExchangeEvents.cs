using Microsoft.Extensions.Logging;

namespace AgentBridge.Exchanges;

/// <summary>The log events of requests and streams. Numbers are never reused.</summary>
internal static partial class ExchangeEvents
{
    [LoggerMessage(3001, LogLevel.Warning, "{Url}: {Reason}; repetition {Attempt} in {Seconds:0.0} s")]
    public static partial void RequestRepeated(this ILogger logger, Uri url, string reason, int attempt, double seconds);

    [LoggerMessage(3002, LogLevel.Debug, "{Reason}")]
    public static partial void RequestFailed(this ILogger logger, string reason);

    [LoggerMessage(3003, LogLevel.Warning, "{Reason}")]
    public static partial void RequestsPaused(this ILogger logger, string reason);

    [LoggerMessage(3004, LogLevel.Warning, "{Problem}")]
    public static partial void PriceStepUnavailable(this ILogger logger, string problem);

    [LoggerMessage(3005, LogLevel.Information, "stream {Url} is connected")]
    public static partial void StreamConnected(this ILogger logger, Uri url);

    [LoggerMessage(3006, LogLevel.Warning, "stream {Url}: {Reason}; connecting again")]
    public static partial void StreamBroke(this ILogger logger, Uri url, string reason);
}
