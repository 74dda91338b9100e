namespace AgentBridge.Engine;

/// <summary>
/// An open file of whole lines: reads its end, repairs it, appends. The one implementation for journals and the channel; the caller
/// holds the writers' lock.
/// </summary>
internal sealed class LineFile : IDisposable
{
    private const byte NewLine = (byte)'\n';
    private const int BlockSize = 32 * 1024;
    private static readonly byte[] NewLineBytes = [NewLine];

    private readonly string _path;
    private readonly IJournalFile _file;
    private readonly IJournalDisk _disk;

    private LineFile(string path, IJournalFile file, IJournalDisk disk) => (_path, _file, _disk) = (path, file, disk);

    public long Length => _file.Length;

    /// <summary>Opens a file, creating it if missing; an empty one may be new, so its folder entry is flushed to the device.</summary>
    public static LineFile Open(string path, IJournalDisk disk)
    {
        var file = disk.Open(path);
        try
        {
            if (file.Length == 0)
            {
                // Just created, or created by a process that ended before it could flush the folder.
                disk.FlushFolder(Path.GetDirectoryName(path)!);
            }

            return new LineFile(path, file, disk);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public byte[] ReadFrom(long offset) => _file.ReadFrom(offset);

    /// <summary>The offset after the last newline; the length of the file if it ends with one or is empty.</summary>
    public long LastLineStart()
    {
        Span<byte> block = stackalloc byte[512];
        var end = _file.Length;
        while (end > 0)
        {
            var start = Math.Max(0, end - block.Length);
            var found = block[.._file.Read(block[..(int)(end - start)], start)].LastIndexOf(NewLine);
            if (found >= 0)
            {
                return start + found + 1;
            }

            end = start;
        }

        return 0;
    }

    /// <summary>Appends whole lines in one write, all or nothing: if the disk is full, a partial write is truncated again.</summary>
    public void Append(ReadOnlySpan<byte> lines, bool flush)
    {
        var before = _file.Length;
        try
        {
            _file.Write(lines, before);
            if (flush)
            {
                _file.Flush();
            }
        }
        catch (JournalException)
        {
            CutBack(before);
            throw;
        }
    }

    public void Flush() => _file.Flush();

    /// <summary>Ends a whole last line that lacks its newline.</summary>
    public void FinishLine() => Append(NewLineBytes, flush: true);

    /// <summary>Moves the bytes from <paramref name="start"/> on to <c>&lt;file&gt;.torn</c>: first saved and flushed there, then truncated here.</summary>
    public void MoveToTorn(long start)
    {
        using (var torn = _disk.Open(_path + ".torn"))
        {
            Save(start, torn);
            torn.Flush();
        }

        _disk.FlushFolder(Path.GetDirectoryName(_path)!);
        Cut(start);
    }

    /// <summary>Cuts the file, the new length on the device.</summary>
    public void Cut(long length)
    {
        _file.SetLength(length);
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Appends the bytes from an offset to the torn file, as a line. After a kill between saving and truncating this runs twice; the bytes are saved once.</summary>
    private void Save(long start, IJournalFile torn)
    {
        var length = _file.Length - start;
        var held = torn.Length;
        if (held > length && EndsWith(torn, NewLineBytes) && Matches(start, torn, held - length - 1, length))
        {
            return;
        }

        if (held > 0 && !EndsWith(torn, NewLineBytes))
        {
            torn.Write(NewLineBytes, held++);
        }

        var buffer = new byte[Math.Min(BlockSize, length + 1)];
        for (long at = 0; at < length;)
        {
            var read = _file.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - at)), start + at);
            if (read == 0)
            {
                break;
            }

            torn.Write(buffer.AsSpan(0, read), held + at);
            at += read;
        }

        torn.Write(NewLineBytes, torn.Length);
    }

    private bool Matches(long start, IJournalFile torn, long tornStart, long length)
    {
        var (ours, theirs) = (new byte[BlockSize], new byte[BlockSize]);
        for (long at = 0; at < length; at += BlockSize)
        {
            var size = (int)Math.Min(BlockSize, length - at);
            if (_file.Read(ours.AsSpan(0, size), start + at) != size || torn.Read(theirs.AsSpan(0, size), tornStart + at) != size || !ours.AsSpan(0, size).SequenceEqual(theirs.AsSpan(0, size)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool EndsWith(IJournalFile file, ReadOnlySpan<byte> last)
    {
        Span<byte> end = stackalloc byte[1];
        return file.Length > 0 && file.Read(end, file.Length - 1) == 1 && end.SequenceEqual(last);
    }

    private void CutBack(long length)
    {
        try
        {
            _file.SetLength(length);
        }
        catch (JournalException)
        {
            // The first error is the one to report; the next session repairs the end of the file.
        }
    }
}
