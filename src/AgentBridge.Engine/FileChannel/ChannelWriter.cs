using AgentBridge.Schema;

namespace AgentBridge.Engine.FileChannel;

/// <summary>Publishes to the folder while it holds the lock.</summary>
internal sealed class ChannelWriter(FileChannelOptions options, IJournalDisk disk)
{
    /// <summary>The number of UTC days that are kept, including today.</summary>
    private const int KeptDays = 7;

    private const int BlockSize = 32 * 1024;
    private const byte Newline = (byte)'\n';

    /// <summary>Writes a signal's line unless its decision is there.</summary>
    /// <exception cref="JournalException">The disk is full, the folder gone …: no partial line remains as a line.</exception>
    public PublishResult Publish(ApprovedSignal signal, DateTimeOffset now)
    {
        var last = signal.Signal.Timestamp > now ? signal.Signal.Timestamp : now;
        var days = DayFile.NewestFirst(disk, options.Folder, last);
        var known = KnownDecisions.Look(disk, days, signal);
        if (known.Result != PublishResult.Published)
        {
            return known.Result;
        }

        // Pruning comes first: deleting needs no space, and the new line is never pruned.
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

    /// <summary>Keeps only the last lines of a day: the file is replaced atomically, so a reader sees the old or the new one.</summary>
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

        // Bytes after the last newline are not a line, however complete they look: readers never saw them.
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
