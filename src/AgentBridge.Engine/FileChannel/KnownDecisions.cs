using AgentBridge.Schema;

namespace AgentBridge.Engine.FileChannel;

/// <summary>Whether a decision is among the kept lines, and how many lines each day has.</summary>
/// <param name="Result"><see cref="PublishResult.Published"/>: it is not there and may be written.</param>
/// <param name="Lines">Complete lines by day; only of use where the decision is not there.</param>
internal sealed record KnownDecisions(PublishResult Result, IReadOnlyDictionary<DateOnly, int> Lines)
{
    public static KnownDecisions Look(IJournalDisk disk, List<DayFile> days, ApprovedSignal signal)
    {
        Span<byte> id = stackalloc byte[36];
        _ = signal.Signal.DecisionId.TryFormat(id, out _, "D");
        var lines = new Dictionary<DateOnly, int>();
        foreach (var day in days)
        {
            using var file = disk.OpenRead(day.Path);
            var reader = file is null ? null : new ReverseLines(file);
            var count = 0;
            while (reader is not null && reader.TryReadPrevious(out var line))
            {
                count++;

                // Reading a line as a signal costs far more than looking for the id in it.
                if (line.Length <= SignalJson.MaxMessageBytes && line.IndexOf(id) >= 0
                    && SignalJson.TryRead(line, out var known, out _) && known.DecisionId == signal.Signal.DecisionId)
                {
                    var same = line.SequenceEqual(signal.CanonicalBytes.Span);
                    return new KnownDecisions(same ? PublishResult.Duplicate : PublishResult.Conflict, lines);
                }
            }

            lines[day.Day] = count;
        }

        return new KnownDecisions(PublishResult.Published, lines);
    }
}
