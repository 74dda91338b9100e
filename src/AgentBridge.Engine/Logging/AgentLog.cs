using Microsoft.Extensions.Logging;

namespace AgentBridge.Engine;

/// <summary>The log events of an agent's loop. Numbers are never reused.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(1001, LogLevel.Information, "{Pair} {Timeframe}: the agent has started with strategy {Strategy}")]
    public static partial void AgentStarted(this ILogger logger, string pair, string timeframe, string strategy);

    [LoggerMessage(1002, LogLevel.Information, "{Pair} {Timeframe}: the agent has stopped")]
    public static partial void AgentStopped(this ILogger logger, string pair, string timeframe);

    [LoggerMessage(1003, LogLevel.Information, "{Pair} {Timeframe}: {Code} on the candle that closed at {Close}, decision_id {DecisionId}")]
    public static partial void CandleDecided(this ILogger logger, string pair, string timeframe, string code, string close, Guid decisionId);

    [LoggerMessage(1004, LogLevel.Warning, "{Pair} {Timeframe}: {Code} on the candle that closed at {Close}: {Reason}")]
    public static partial void CandleUndecided(this ILogger logger, string pair, string timeframe, string code, string close, string reason);

    [LoggerMessage(1005, LogLevel.Warning, "{Pair} {Timeframe}: {Code}: {Reason}; asking again until the next candle closes")]
    public static partial void FeedMissing(this ILogger logger, string pair, string timeframe, string code, string? reason);

    [LoggerMessage(1006, LogLevel.Warning, "{Pair}: the price step is unknown; prices are rounded to 12 significant digits (set TICK_SIZE)")]
    public static partial void PriceStepUnknown(this ILogger logger, string pair);

    [LoggerMessage(1007, LogLevel.Warning, "{Pair} {Timeframe}: no decision: {Reason}; trying again in {Seconds:0.#} s")]
    public static partial void CycleFailed(this ILogger logger, string pair, string timeframe, string reason, double seconds);

    [LoggerMessage(1008, LogLevel.Error, "{Pair} {Timeframe}: an unexpected error, which is a bug; the agent continues in {Seconds:0.#} s")]
    public static partial void CycleCrashed(this ILogger logger, Exception failure, string pair, string timeframe, double seconds);

    [LoggerMessage(1009, LogLevel.Error, "{Pair} {Timeframe}: the channel can't be published to: {Reason}")]
    public static partial void ChannelLost(this ILogger logger, string pair, string timeframe, string reason);

    [LoggerMessage(1010, LogLevel.Information, "{Pair} {Timeframe}: the channel can be published to again")]
    public static partial void ChannelBack(this ILogger logger, string pair, string timeframe);

    [LoggerMessage(1011, LogLevel.Information, "{Pair} {Timeframe}: working again after {Failures} failed cycles")]
    public static partial void AgentRecovered(this ILogger logger, string pair, string timeframe, int failures);

    [LoggerMessage(1012, LogLevel.Information, "{Pair} {Timeframe}: {Code} on the candle that closed at {Close}")]
    public static partial void CandleWithoutSignal(this ILogger logger, string pair, string timeframe, string code, string close);
}
