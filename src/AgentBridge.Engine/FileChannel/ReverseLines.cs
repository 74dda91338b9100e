using AgentBridge.Schema;

namespace AgentBridge.Engine.FileChannel;

/// <summary>
/// The complete lines of a file (those that end in a newline), last first, in constant memory. The rest after the last newline is
/// being written, or was torn by a crash: it is not a line.
/// </summary>
/// <remarks>
/// Safe without a lock: writers only append, replace files whole, or remove bytes after the last newline, so a complete
/// line never changes while a handle is open.
/// </remarks>
internal sealed class ReverseLines
{
    /// <summary>The length kept of a longer line: enough to detect that it is too long.</summary>
    private const int Longest = SignalJson.MaxMessageBytes + 1;

    private const int ChunkSize = 32 * 1024;
    private const byte Newline = (byte)'\n';

    private readonly IJournalFile _file;
    private readonly byte[] _buffer = new byte[ChunkSize + Longest];
    private long _unread;
    private int _end;

    public ReverseLines(IJournalFile file)
    {
        _file = file;
        _unread = file.Length;
        FindLastNewline();
    }

    /// <summary>The start of the line read last; before the first one, the end of the complete lines.</summary>
    public long Position { get; private set; }

    /// <summary>The line before; without its newline, and only a part longer than 4,096 bytes of one that is longer.</summary>
    /// <param name="line">The line; valid until the next call.</param>
    public bool TryReadPrevious(out ReadOnlySpan<byte> line)
    {
        // The newline that ends the line lies at _end; look for the one before it.
        var searched = _end;
        while (Position > 0)
        {
            var before = _buffer.AsSpan(0, searched).LastIndexOf(Newline);
            if (before >= 0)
            {
                Position = _unread + before + 1;
                line = _buffer.AsSpan(before + 1, _end - before - 1);
                _end = before;
                return true;
            }

            if (_unread == 0)
            {
                Position = 0;
                line = _buffer.AsSpan(0, _end);
                _end = 0;
                return true;
            }

            if (!TryReadChunkBefore(Math.Min(_end, Longest), out searched))
            {
                FindLastNewline();
                searched = _end;
            }
        }

        line = default;
        return false;
    }

    /// <summary>Reads the chunk before the buffered bytes and keeps the still needed part of the buffer after it.</summary>
    /// <returns>
    /// Whether the whole chunk was read. If not, the file has become shorter meanwhile: the buffered bytes were after its last
    /// newline, and the search for that starts again.
    /// </returns>
    private bool TryReadChunkBefore(int kept, out int chunk)
    {
        var size = (int)Math.Min(ChunkSize, _unread);
        _buffer.AsSpan(_end - kept, kept).CopyTo(_buffer.AsSpan(size));
        _unread -= size;
        _end = size + kept;
        var read = _file.Read(_buffer.AsSpan(0, size), _unread);
        if (read < size)
        {
            _unread += read;
            chunk = 0;
            return false;
        }

        chunk = size;
        return true;
    }

    private void FindLastNewline()
    {
        Position = 0;
        while (_unread > 0)
        {
            _end = 0;
            if (!TryReadChunkBefore(kept: 0, out var size))
            {
                continue;
            }

            var last = _buffer.AsSpan(0, size).LastIndexOf(Newline);
            if (last >= 0)
            {
                _end = last;
                Position = _unread + last + 1;
                return;
            }
        }
    }
}
