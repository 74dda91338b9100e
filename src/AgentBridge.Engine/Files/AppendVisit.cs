namespace AgentBridge.Engine;

/// <summary>A file held under its lock: read its end, mend it, append whole lines.</summary>
internal sealed class AppendVisit(string path, IJournalFile lockFile, IJournalFile file, IJournalDisk disk) : IDisposable
{
    private const byte NewLine = (byte)'\n';
    private static readonly byte[] NewLineBytes = [NewLine];

    public long Length => file.Length;

    public byte[] ReadFrom(long offset) => file.ReadFrom(offset);

    /// <summary>The append that was under way when its process ended, if the file ends in the middle of it.</summary>
    public bool IsCutAppend(ReadOnlySpan<byte> tail, long tailOffset) => PendingAppend.Read(lockFile).IsCut(tail, tailOffset);

    /// <summary>Where the bytes after the last newline begin; the length of the file where it ends with one or is empty.</summary>
    public long LastLineStart()
    {
        Span<byte> block = stackalloc byte[512];
        var end = file.Length;
        while (end > 0)
        {
            var start = Math.Max(0, end - block.Length);
            var found = block[..file.Read(block[..(int)(end - start)], start)].LastIndexOf(NewLine);
            if (found >= 0)
            {
                return start + found + 1;
            }

            end = start;
        }

        return 0;
    }

    /// <summary>Says in the lock's file what the next append writes, so that a cut number can be told from a whole one.</summary>
    public void Announce(ReadOnlySpan<byte> lines) => PendingAppend.Write(lockFile, file.Length, lines);

    /// <summary>Appends whole lines in one write, all or nothing: what a full disk took of them is cut off again.</summary>
    public void Append(ReadOnlySpan<byte> lines, bool flush)
    {
        var before = file.Length;
        try
        {
            file.Write(lines, before);
            if (flush)
            {
                file.Flush();
            }
        }
        catch (JournalException)
        {
            CutBack(before);
            throw;
        }
    }

    public void Flush() => file.Flush();

    /// <summary>Ends a whole last line that lacks its newline.</summary>
    public void FinishLine() => Append(NewLineBytes, flush: true);

    /// <summary>Moves the bytes from <paramref name="start"/> on to <c>&lt;file&gt;.torn</c>: first saved and flushed there, then cut off here.</summary>
    public void MoveToTorn(long start)
    {
        var fragment = file.ReadFrom(start);
        using (var torn = disk.Open(path + ".torn"))
        {
            var held = torn.ReadFrom(0);
            byte[] line = [.. fragment, NewLine];
            // Killed between saving and cutting, this comes here twice: once is enough.
            if (!held.AsSpan().EndsWith(line))
            {
                torn.Write(held.Length == 0 || held[^1] == NewLine ? line : [NewLine, .. line], held.Length);
            }

            torn.Flush();
        }

        disk.FlushFolder(System.IO.Path.GetDirectoryName(path)!);

        file.SetLength(start);
        file.Flush();
    }

    public void Dispose()
    {
        file.Dispose();
        lockFile.Dispose();
    }

    private void CutBack(long length)
    {
        try
        {
            file.SetLength(length);
        }
        catch (JournalException)
        {
            // The first error is the one to report; the next visit mends the end of the file.
        }
    }
}
