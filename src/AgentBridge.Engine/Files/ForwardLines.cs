namespace AgentBridge.Engine;

/// <summary>The lines of a file, first to last, in bounded memory: an absurdly long line is skipped and reported.</summary>
internal sealed class ForwardLines(IJournalFile file, int longest)
{
    private const int FirstSize = 64 * 1024;
    private const byte NewLine = (byte)'\n';

    private byte[] _buffer = new byte[Math.Min(FirstSize, longest + 1)];
    private long _at;
    private int _from;
    private int _to;

    /// <summary>The next line without its newline; the last one may have none.</summary>
    /// <param name="line">The line, valid until the next call; empty where it is too long.</param>
    /// <param name="isTooLong">Whether it is longer than allowed.</param>
    public bool TryRead(out ReadOnlyMemory<byte> line, out bool isTooLong)
    {
        (line, isTooLong) = (default, false);
        var searched = _from;
        while (true)
        {
            var end = _buffer.AsSpan(searched, _to - searched).IndexOf(NewLine);
            if (end >= 0)
            {
                line = isTooLong ? default : _buffer.AsMemory(_from, searched + end - _from);
                _from = searched + end + 1;
                return true;
            }

            if (isTooLong || _to - _from > longest)
            {
                isTooLong = true;
                _from = _to = 0;
            }

            searched = MakeRoom();
            if (!Fill())
            {
                line = isTooLong ? default : _buffer.AsMemory(_from, _to - _from);
                var isLine = isTooLong || _to > _from;
                _from = _to;
                return isLine;
            }
        }
    }

    /// <summary>Moves the remaining bytes to the front, and enlarges a full buffer.</summary>
    /// <returns>Where to search on.</returns>
    private int MakeRoom()
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }

        if (_to == _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, longest + 1L));
        }

        return _to;
    }

    private bool Fill()
    {
        var read = file.Read(_buffer.AsSpan(_to), _at);
        _at += read;
        _to += read;
        return read > 0;
    }
}
