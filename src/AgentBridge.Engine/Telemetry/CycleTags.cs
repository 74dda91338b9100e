using System.Diagnostics;

namespace AgentBridge.Engine;

/// <summary>What every measurement of a cycle is tagged with.</summary>
internal readonly record struct CycleTags(string Pair, string Timeframe)
{
    /// <summary>The outcome of a cycle without a result.</summary>
    public const string Failed = "failed";

    public TagList With(CycleOutcome outcome) => With(NameOf(outcome));

    public TagList With(string outcome) => new() { { EngineTelemetry.Pair, Pair }, { EngineTelemetry.Timeframe, Timeframe }, { EngineTelemetry.Outcome, outcome } };

    public static string NameOf(CycleOutcome outcome) => outcome switch
    {
        CycleOutcome.NoTrade => "no_trade",
        CycleOutcome.Denied => "denied",
        CycleOutcome.Signal => "signal",
        _ => Failed,
    };
}
