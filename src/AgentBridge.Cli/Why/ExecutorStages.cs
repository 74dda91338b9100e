using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>The stages of a decision that executors logged, on paper or in Freqtrade: each line is a stage, with the meaning of its code.</summary>
internal static class ExecutorStages
{
    /// <summary>The stage of each line that neither a cycle nor a publication wrote, in the lines' order.</summary>
    public static IEnumerable<TimelineStage> Of(IEnumerable<ActionRecord> records) =>
        records
            .Where(r => r.Entry.Action is not (TradeActions.Cycle or TradeActions.Publish))
            .Select(r => new TimelineStage(Stage(r.Entry.Action), SignalTimestamp.ToText(r.Timestamp), r.Entry.Result, Detail(r.Entry)));

    private static string Stage(string action) => action switch
    {
        TradeActions.Confirm or TradeActions.Stop or TradeActions.Open or TradeActions.Refuse => "order",
        TradeActions.Close => "exit",

        // An unknown code is shown as it is: nothing that was written is left out.
        _ => action,
    };

    private static string Detail(ActionEntry entry) =>
        string.Join("; ", new[] { string.Join(' ', entry.Parameters.Select(p => $"{p.Key}={p.Value}")), entry.Rationale, Meaning(entry) }.Where(part => part.Length > 0));

    private static string Meaning(ActionEntry entry) => entry.Action switch
    {
        TradeActions.Refuse => ExecutorCodeCatalog.All.FirstOrDefault(c => string.Equals(c.Name, entry.Result, StringComparison.Ordinal)) is { } code
            ? $"{code.Meaning} ({(code.IsFinal ? "final: it never opens a trade" : "passing: it may still open a trade while it is fresh")})"
            : string.Empty,
        TradeActions.Close => ExitReasonCatalog.Meaning(entry.Result),
        _ => string.Empty,
    };
}
