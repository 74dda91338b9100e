using Microsoft.Extensions.Logging;

namespace AgentBridge.Engine;

/// <summary>The log events of a cycle and of the publication of its decision. Numbers are never reused.</summary>
internal static partial class CycleEvents
{
    [LoggerMessage(1101, LogLevel.Debug, "{Pair} {Timeframe}: cycle finished in {Milliseconds:0.0} ms: {Code}")]
    public static partial void CycleFinished(this ILogger logger, string pair, string timeframe, double milliseconds, string code);

    [LoggerMessage(1102, LogLevel.Error, "{Pair} {Timeframe}: strategy {Strategy} threw {Times} times on the new candles ({Code}); the newest: {Reason}")]
    public static partial void StrategyThrew(this ILogger logger, string pair, string timeframe, string strategy, int times, string code, string reason);

    [LoggerMessage(1103, LogLevel.Error, "{Pair} {Timeframe}: {Code}: {Reason}")]
    public static partial void StrategyLate(this ILogger logger, string pair, string timeframe, string code, string reason);

    [LoggerMessage(1201, LogLevel.Information, "{Pair}: decision_id {DecisionId}: {Code}")]
    public static partial void DecisionPublished(this ILogger logger, string pair, Guid decisionId, string code);

    [LoggerMessage(1202, LogLevel.Error, "{Pair}: decision_id {DecisionId} is in the journal but not published: {Reason}")]
    public static partial void PublishFailed(this ILogger logger, string pair, Guid decisionId, string reason);

    [LoggerMessage(1203, LogLevel.Error, "{Pair}: decision_id {DecisionId}: {Code}: {Reason}; it is not published")]
    public static partial void DecisionConflict(this ILogger logger, string pair, Guid decisionId, string code, string reason);
}
