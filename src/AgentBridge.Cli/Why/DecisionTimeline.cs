using System.Buffers;
using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>All records of one decision in journals and action logs.</summary>
/// <param name="DecisionId">Its id; <see langword="null"/> for a candle on which nothing was decided.</param>
/// <param name="Stages">What happened, in order.</param>
internal sealed record DecisionTimeline(string? DecisionId, IReadOnlyList<TimelineStage> Stages)
{
    private const int ShortestPrefix = 8;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("0123456789abcdef-");

    /// <summary>
    /// Searches the journal folder and live/, each together with the folders of bots, which have a decision's later stages, and
    /// the archive; of several runs, the newest with the decision counts.
    /// </summary>
    /// <exception cref="CliException">The id is invalid, ambiguous or unknown.</exception>
    public static DecisionTimeline Find(string folder, string id)
    {
        if (id.Length < ShortestPrefix || id.Length > 36 || id.AsSpan().ContainsAnyExcept(IdCharacters))
        {
            throw new CliException(ExitCodes.Usage, $"DECISION_ID={id}: expected a decision_id (lower-case UUID) or at least its first {ShortestPrefix} characters, or a pair such as BTC/USDT");
        }

        foreach (var place in Places(folder))
        {
            var decisions = place.SelectMany(DecisionJournal.Read).Where(row => row.DecisionId.StartsWith(id, StringComparison.Ordinal)).ToList();
            var records = place
                .SelectMany(part => ActionLog.Read(part, record => References(record).Any(r => r.StartsWith(id, StringComparison.Ordinal))).Records)
                .OrderBy(record => record.Timestamp)
                .ToList();
            var known = decisions.Select(row => row.DecisionId)
                .Concat(records.SelectMany(References).Where(r => r.StartsWith(id, StringComparison.Ordinal)))
                .Distinct(StringComparer.Ordinal)
                .ToList();
            if (known.Count > 1)
            {
                throw new CliException(ExitCodes.Usage, $"{id} is the start of {known.Count} decisions: {string.Join(", ", known.Take(3))}{(known.Count > 3 ? " …" : "")}");
            }

            if (known.Count == 1)
            {
                return new DecisionTimeline(known[0], StagesOf(known[0], place, decisions.FirstOrDefault(), records));
            }
        }

        throw new CliException(ExitCodes.CheckFailed, $"{id}: no journal in {folder} knows this decision");
    }

    /// <summary>The folders to search, those that are searched together in one list.</summary>
    internal static IEnumerable<IReadOnlyList<string>> Places(string folder)
    {
        var live = Path.Combine(folder, "live");
        var bots = BotFolder.Under(folder).Where(bot => !string.Equals(bot, live, StringComparison.Ordinal)).ToArray();
        yield return [folder, .. bots];
        yield return [live, .. bots];
        var archive = Path.Combine(folder, DryRunFolder.ArchiveName);
        if (Directory.Exists(archive))
        {
            foreach (var run in Directory.EnumerateDirectories(archive).OrderDescending(StringComparer.Ordinal))
            {
                yield return [run];
            }
        }
    }

    private static List<TimelineStage> StagesOf(string id, IReadOnlyList<string> place, DecisionRow? row, IReadOnlyList<ActionRecord> records)
    {
        var stages = new List<TimelineStage>();
        stages.AddRange(CycleStages.UpToTheGate(records, row is not null));
        if (row is not null)
        {
            stages.Add(new("journal", SignalTimestamp.ToText(DateTimeOffset.FromUnixTimeMilliseconds(row.TimestampMs)), StageWords.Written,
                FormattableString.Invariant($"{row.Symbol} {row.Side} entry {row.EntryPrice} stop {row.Stop} tp1 {row.Tp1} tp2 {row.Tp2}")));
        }

        stages.AddRange(CycleStages.Publications(records));
        stages.AddRange(ExecutorStages.Of(records));

        var result = place.SelectMany(TradeResultJournal.Read).FirstOrDefault(r => string.Equals(r.DecisionId, id, StringComparison.Ordinal));
        if (result is not null)
        {
            // Its row is written with the line of the trade's end.
            var ended = records.LastOrDefault(r => string.Equals(r.Entry.Action, TradeActions.Close, StringComparison.Ordinal));
            stages.Add(new("result", ended is null ? null : SignalTimestamp.ToText(ended.Timestamp), FormattableString.Invariant($"{result.PnlRMultiple:0.####} R"), FormattableString.Invariant($"exit price {result.ExitPrice}")));
        }
        else if (stages.Exists(s => string.Equals(s.Outcome, CycleCodes.Published, StringComparison.Ordinal)) && !stages.Exists(s => string.Equals(s.Stage, "order", StringComparison.Ordinal)))
        {
            stages.Add(new("order", null, StageWords.None, "no executor has reported on this signal"));
        }

        return stages;
    }

    private static IEnumerable<string> References(ActionRecord record) => record.Entry.InputRefs.Concat(record.Entry.OutputRefs);
}
