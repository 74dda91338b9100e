using Microsoft.Extensions.Logging;

namespace AgentBridge.Redis;

/// <summary>The log events of the channel. Numbers are never reused.</summary>
internal static partial class RedisEvents
{
    [LoggerMessage(2001, LogLevel.Information, "connected: {Place}, list {List}")]
    public static partial void Connected(this ILogger logger, string place, string list);

    [LoggerMessage(2002, LogLevel.Warning, "{Operation} failed: {Reason}")]
    public static partial void CallFailed(this ILogger logger, string operation, string reason);

    [LoggerMessage(2003, LogLevel.Debug, "{Operation} failed again: {Reason}")]
    public static partial void CallFailedAgain(this ILogger logger, string operation, string reason);

    [LoggerMessage(2004, LogLevel.Information, "{Place} answers again")]
    public static partial void Recovered(this ILogger logger, string place);

    [LoggerMessage(2005, LogLevel.Information, "{Place}: another server of the cluster holds the list; connecting to it")]
    public static partial void ListMoved(this ILogger logger, string place);
}
