using Microsoft.Extensions.Logging;

namespace AgentBridge.Extensions;

/// <summary>The log events of the host's part. Numbers are never reused.</summary>
internal static partial class HostEvents
{
    [LoggerMessage(5001, LogLevel.Warning, "{Warning}")]
    public static partial void SettingIgnored(this ILogger logger, string warning);

    [LoggerMessage(5002, LogLevel.Information, "deciding {Pairs} {Timeframe} with {Strategy} on the candles of {Exchange}; publishing to the {Channel}")]
    public static partial void AgentsStarting(this ILogger logger, string pairs, string timeframe, string strategy, Uri exchange, string channel);

    [LoggerMessage(5003, LogLevel.Error, "{Pair}: the agent ended unexpectedly; starting it again in {Seconds:0} s")]
    public static partial void AgentEnded(this ILogger logger, Exception? failure, string pair, double seconds);
}
