using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>The stages of a decision that an agent's cycles logged: its candle, its signal, each verdict of the gate, each publication.</summary>
internal static class CycleStages
{
    // A cycle that ends so has passed the gate.
    private static readonly string[] Approved =
        [CycleCodes.Published, CycleCodes.Duplicate, CycleCodes.NotPublished, CycleCodes.PublishFailed, ExecutorCodeCatalog.Of(ExecutorCode.DecisionConflict).Name];

    // The rationale of these is the signal's own; that of the others says why it stopped.
    private static readonly string[] WithSignalsRationale = [CycleCodes.Published, CycleCodes.NotPublished];

    /// <summary>Up to the gate's verdict.</summary>
    public static IEnumerable<TimelineStage> UpToTheGate(IReadOnlyList<ActionRecord> records, bool isJournalled)
    {
        var cycles = Cycles(records).ToList();
        if (cycles.Count == 0)
        {
            yield break;
        }

        var first = cycles[0];
        var parameters = first.Entry.Parameters;
        yield return Candle(first);
        yield return new("signal", At(first), StageWords.Triggered, $"{Value(parameters, "strategy")} in run {first.Origin.RunId} ({first.Origin.Environment})");
        foreach (var denied in cycles.Where(c => !IsOneOf(Approved, c)))
        {
            yield return new("risk", At(denied), denied.Entry.Result, $"denied: {denied.Entry.Rationale}");
        }

        if (cycles.Find(c => IsOneOf(Approved, c)) is { } approved)
        {
            yield return new("risk", At(approved), StageWords.Approved, IsOneOf(WithSignalsRationale, approved) ? approved.Entry.Rationale : string.Empty);
        }
        else if (isJournalled)
        {
            yield return new("risk", null, StageWords.Approved, string.Empty);
        }
    }

    /// <summary>The candle of a cycle.</summary>
    public static TimelineStage Candle(ActionRecord cycle) => new("candle", CloseOf(cycle), StageWords.Closed, $"{cycle.Entry.Target} {Value(cycle.Entry.Parameters, "timeframe")}");

    /// <summary>The close of a cycle's candle, as it was logged; empty for a cycle that had none.</summary>
    public static string CloseOf(ActionRecord cycle) => Value(cycle.Entry.Parameters, "candle_close");

    /// <summary>A cycle that decided nothing, and why.</summary>
    public static TimelineStage Undecided(ActionRecord cycle)
    {
        var meaning = MeaningOf(cycle);
        var by = $"{Value(cycle.Entry.Parameters, "strategy")} in run {cycle.Origin.RunId} ({cycle.Origin.Environment})".TrimStart();
        return new("decision", At(cycle), cycle.Entry.Result, string.Join("; ", new[] { by, cycle.Entry.Rationale, meaning }.Where(part => !string.IsNullOrEmpty(part))));
    }

    private static string? MeaningOf(ActionRecord cycle) =>
        LogWordCatalog.All.FirstOrDefault(w => w.Kind == LogWordKind.Cycle && string.Equals(w.Word, cycle.Entry.Result, StringComparison.Ordinal))?.Meaning;

    /// <summary>More than one if a publication failed and a later cycle, or a person, repeated it.</summary>
    public static IEnumerable<TimelineStage> Publications(IReadOnlyList<ActionRecord> records) =>
        Cycles(records).Where(c => IsOneOf(Approved, c)).Select(c => new TimelineStage("publication", At(c), c.Entry.Result, Latency(c) + Why(c)))
            .Concat(records
                .Where(r => string.Equals(r.Entry.Action, TradeActions.Publish, StringComparison.Ordinal))
                .Select(r => new TimelineStage("publication", At(r), r.Entry.Result, r.Entry.Rationale)));

    private static string Latency(ActionRecord cycle) => FormattableString.Invariant($"{cycle.Entry.Metrics.GetValueOrDefault(TradeActions.TotalMs):0.###} ms after the fetch began");

    private static string Why(ActionRecord cycle) => string.Equals(cycle.Entry.Result, CycleCodes.NotPublished, StringComparison.Ordinal) ? "; " + MeaningOf(cycle) : IsOneOf(WithSignalsRationale, cycle) || cycle.Entry.Rationale.Length == 0 ? string.Empty : $"; {cycle.Entry.Rationale}";

    private static IEnumerable<ActionRecord> Cycles(IReadOnlyList<ActionRecord> records) =>
        records.Where(r => string.Equals(r.Entry.Action, TradeActions.Cycle, StringComparison.Ordinal));

    private static bool IsOneOf(string[] results, ActionRecord record) => results.Contains(record.Entry.Result, StringComparer.Ordinal);

    private static string At(ActionRecord record) => SignalTimestamp.ToText(record.Timestamp);

    private static string Value(IReadOnlyDictionary<string, ActionValue> parameters, string name) =>
        parameters.TryGetValue(name, out var value) ? value.ToString() : string.Empty;
}
