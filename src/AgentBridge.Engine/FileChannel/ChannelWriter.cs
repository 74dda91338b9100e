using AgentBridge.Schema;
using Microsoft.Win32.SafeHandles;

namespace AgentBridge.Engine.FileChannel;

/// <summary>What a publication does to the folder while it holds the lock.</summary>
internal sealed class ChannelWriter(FileChannelOptions options)
{
    /// <summary>How many UTC days are kept, today included.</summary>
    private const int KeptDays = 7;

    private const byte Newline = (byte)'\n';

    /// <summary>Writes a signal's line unless its decision is there.</summary>
    /// <exception cref="IOException">The disk is full, the folder gone …: no part of the line is left as a line.</exception>
    public PublishResult Publish(ApprovedSignal signal, DateTimeOffset now)
    {
        var last = signal.Signal.Timestamp > now ? signal.Signal.Timestamp : now;
        var days = DayFile.NewestFirst(options.Folder, last);
        var known = KnownDecisions.Look(days, signal);
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

    private static void RemoveOldDays(List<DayFile> days, DateOnly today)
    {
        var first = today.AddDays(1 - KeptDays);
        foreach (var day in days.Where(day => day.Day < first))
        {
            day.Delete();
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
    private static void KeepNewest(DayFile day, int kept)
    {
        if (kept == 0)
        {
            day.Delete();
            return;
        }

        using (var source = ChannelFiles.OpenToRead(day.Path))
        {
            var lines = new ReverseLines(source);
            for (var line = 0; line < kept && lines.TryReadPrevious(out _); line++)
            {
            }

            using var temp = new FileStream(day.TempPath, FileMode.Create, FileAccess.Write, FileShare.Read);
            ChannelFiles.Copy(source, lines.Position, RandomAccess.GetLength(source), temp);
            temp.Flush(flushToDisk: true);
        }

        File.Move(day.TempPath, day.Path, overwrite: true);
        FolderFlush.Of(Path.GetDirectoryName(day.Path)!);
    }

    private static void Append(DayFile day, ReadOnlyMemory<byte> message)
    {
        var isNew = !File.Exists(day.Path);
        using var file = ChannelFiles.OpenToWrite(day.Path);
        var length = new ReverseLines(file).CompleteLength;
        if (length < RandomAccess.GetLength(file))
        {
            MoveTorn(file, length, day);
        }

        var line = new byte[message.Length + 1];
        message.Span.CopyTo(line);
        line[^1] = Newline;
        try
        {
            RandomAccess.Write(file, line, length);
            RandomAccess.FlushToDisk(file);
            if (isNew)
            {
                FolderFlush.Of(Path.GetDirectoryName(day.Path)!);
            }
        }
        catch (Exception failure) when (DiskErrors.IsOurs(failure))
        {
            CutBack(file, length);
            throw;
        }
    }

    private static void CutBack(SafeFileHandle file, long length)
    {
        try
        {
            RandomAccess.SetLength(file, length);
        }
        catch (Exception failure) when (DiskErrors.IsOurs(failure))
        {
            // The first error is the one to report; without a newline no reader takes the rest for a line, and the next writer moves it.
        }
    }

    /// <summary>Copies torn bytes beside the file, on disk, before they are cut off: a crash between the two copies them twice, and loses nothing.</summary>
    private static void MoveTorn(SafeFileHandle file, long from, DayFile day)
    {
        using (var torn = new FileStream(day.TornPath, FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            ChannelFiles.Copy(file, from, RandomAccess.GetLength(file), torn);
            torn.WriteByte(Newline);
            torn.Flush(flushToDisk: true);
        }

        RandomAccess.SetLength(file, from);
    }
}
