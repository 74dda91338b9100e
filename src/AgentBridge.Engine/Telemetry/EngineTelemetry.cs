using System.ComponentModel;

namespace AgentBridge.Engine;

/// <summary>The names under which this library measures and traces; the package's README describes each.</summary>
public static class EngineTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "AgentBridge.Engine";

    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "AgentBridge.Engine";

    /// <summary>The activity of one cycle.</summary>
    [Description("one cycle: pair, timeframe, strategy, outcome, code; decision_id where there is a signal; error.type where it failed")]
    public const string CycleActivity = "agentbridge.cycle";

    /// <summary>The activity of one publication, within that of its cycle.</summary>
    [Description("one publication, within its cycle: pair, decision_id, code; error.type where it failed")]
    public const string PublishActivity = "agentbridge.publish";

    /// <summary>The tag of the pair, such as <c>BTC/USDT</c>.</summary>
    public const string Pair = "pair";

    /// <summary>The tag of the timeframe, such as <c>5m</c>.</summary>
    public const string Timeframe = "timeframe";

    /// <summary>The tag of the strategy's name and version, such as <c>breakout/1</c>.</summary>
    public const string Strategy = "strategy";

    /// <summary>The tag of an outcome: <c>no_trade</c>, <c>denied</c>, <c>signal</c> or <c>failed</c>.</summary>
    public const string Outcome = "outcome";

    /// <summary>The tag of a result code, such as <c>PUBLISHED</c> or <c>STOP_TOO_NEAR</c>.</summary>
    public const string Code = "code";

    /// <summary>The tag of a decision_id; activities only, since every decision has its own.</summary>
    public const string DecisionId = "decision_id";

    /// <summary>The tag of a failure's kind, as OpenTelemetry names it.</summary>
    public const string ErrorType = "error.type";

    /// <summary>The tag of a journal's file.</summary>
    public const string Journal = "journal";
}
