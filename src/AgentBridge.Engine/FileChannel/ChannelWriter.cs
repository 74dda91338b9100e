using AgentBridge.Schema;

namespace AgentBridge.Engine.FileChannel;

/// <summary>What a publication does to the folder while it holds the lock.</summary>
internal sealed class ChannelWriter(FileChannelOptions options, IJournalDisk disk)
{
    /// <summary>How many UTC days are kept, today included.</summary>
    private const int KeptDays = 7;

    private const int BlockSize = 32 * 1024;
    private const byte Newline = (byte)'\n';

    /// <summary>Writes a signal's line unless its decision is there.</summary>
    /// <exception cref="JournalException">The disk is full, the folder gone …: no part of the line is left as a line.</exception>
    public PublishResult Publish(ApprovedSignal signal, DateTimeOffset now)
    {
        var last = signal.Signal.Timestamp > now ? signal.Signal.Timestamp : now;
        var days = DayFile.NewestFirst(disk, options.Folder, last);
        var known = KnownDecisions.Look(disk, days, signal);
        if (known.Result != PublishResult.Published)
        {
            return known.Result;
        }

        // Making room comes first: it needs no space of its own where it only deletes, and the new line is never what goes.
        RemoveOldDays(days, DateOnly.FromDateTime(now.UtcDateTime));
        RemoveOldestLines(days, known.Lines);
        Append(DayFile.Of(options.Folder, signal.Signal.Timestamp), signal.CanonicalBytes);
        return PublishResult.Published;
    }

    private void RemoveOldDays(List<DayFile> days, DateOnly today)
    {
        var first = today.AddDays(1 - KeptDays);
        foreach (var day in days.Where(day => day.Day < first))
        {
            day.Delete(disk);
        }

        _ = days.RemoveAll(day => day.Day < first);
    }

    private void RemoveOldestLines(List<DayFile> days, IReadOnlyDictionary<DateOnly, int> lines)
    {
        var room = options.MaxSignals - 1;
        foreach (var day in days)
        {
            var count = lines[day.Day];
            if (count > room)
            {
                KeepNewest(day, room);
            }

            room = Math.Max(0, room - count);
        }
    }

    /// <summary>Leaves the last lines of a day: another file takes its place at once, so a reader sees the old one or the new one.</summary>
    private void KeepNewest(DayFile day, int kept)
    {
        if (kept == 0)
        {
            day.Delete(disk);
            return;
        }

        using var source = disk.OpenRead(day.Path);
        if (source is null)
        {
            return;
        }

        var lines = new ReverseLines(source);
        for (var line = 0; line < kept && lines.TryReadPrevious(out _); line++)
        {
        }

        disk.Replace(day.Path, day.TempPath, target => CopyFrom(source, lines.Position, target));
    }

    private void Append(DayFile day, ReadOnlyMemory<byte> message)
    {
        using var lines = LineFile.Open(day.Path, disk);

        // Bytes behind the last newline are no line, however whole they look: readers never saw them.
        var complete = lines.LastLineStart();
        if (complete < lines.Length)
        {
            lines.MoveToTorn(complete);
        }

        lines.Append([.. message.Span, Newline], flush: true);
    }

    private static void CopyFrom(IJournalFile source, long from, Stream target)
    {
        var buffer = new byte[BlockSize];
        for (int read; (read = source.Read(buffer, from)) > 0; from += read)
        {
            target.Write(buffer, 0, read);
        }
    }
}
