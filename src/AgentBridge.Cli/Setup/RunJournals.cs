using AgentBridge.Engine;

namespace AgentBridge.Cli;

/// <summary>The journals of one run, opened together.</summary>
internal sealed record RunJournals(DecisionJournal Decisions, ActionLog Log)
{
    /// <summary>Opens them; the run's id contains its start.</summary>
    /// <param name="folder">The journal folder, such as <c>decision_logs</c>.</param>
    /// <param name="kind">The first word of the run's id, such as <c>cycle</c>.</param>
    /// <param name="environment">Where the run acts: backtest, dry-run or live.</param>
    /// <param name="config">The settings; their secrets are masked.</param>
    /// <param name="clock">The wall clock, against which freshness is measured.</param>
    public static RunJournals Open(string folder, string kind, string environment, BridgeConfig config, TimeProvider clock)
    {
        var origin = Origin(RunId(kind, clock), environment);
        return new(DecisionJournal.Open(folder), ActionLog.Open(folder, origin, config.SecretMask, new JournalOptions { Clock = clock }));
    }

    /// <summary>The writer of the action log's lines.</summary>
    public static ActionOrigin Origin(string runId, string environment) => new(runId, "bridge", BridgeVersion.Text, environment);

    /// <summary>A run's id: its kind and its start to the millisecond.</summary>
    public static string RunId(string kind, TimeProvider clock) => FormattableString.Invariant($"{kind}-{clock.GetUtcNow():yyyyMMdd'T'HHmmss.fff'Z'}");
}
