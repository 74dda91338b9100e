using System.Buffers;
using System.Globalization;

namespace AgentBridge.Market;

/// <summary>The lines of a text, one by one, in constant memory and without an allocation a line. A line's end may be LF or CRLF; the last may lack it.</summary>
/// <threadsafety>One thread.</threadsafety>
internal sealed class CandleLines(Stream stream, string name) : IDisposable
{
    private const int BufferBytes = 128 * 1024;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>The number of the last line taken, from 1.</summary>
    public long Row { get; private set; }

    /// <summary>Skips a byte order mark. Called once, before the first line.</summary>
    /// <returns>Whether there is any byte.</returns>
    /// <exception cref="CandleSourceException">The text is UTF-16, or can't be read.</exception>
    public bool Start()
    {
        Fill();
        var window = _buffer.AsSpan(0, _end);
        if (NotCandles.IsUtf16(window))
        {
            throw NotCandles.Utf16(name);
        }

        _start = window.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        return _end > 0;
    }

    /// <summary>The next line that is not empty. Empty ones are accepted at the end only. The span is valid until the next call.</summary>
    /// <exception cref="CandleSourceException">A row follows an empty line.</exception>
    public bool TryTakeRow(out ReadOnlySpan<byte> line)
    {
        if (!TryTake(out line))
        {
            return false;
        }

        if (line.IsEmpty)
        {
            RefuseUnlessOnlyBlankLinesFollow();
            return false;
        }

        return true;
    }

    /// <summary>The next line without its end. The span is valid until the next call.</summary>
    /// <exception cref="CandleSourceException">The line is longer than <see cref="CandleCsv.MaxRowBytes"/>, or can't be read.</exception>
    public bool TryTake(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var window = _buffer.AsSpan(_start, _end - _start);
            var length = window.IndexOf((byte)'\n');
            if (length >= 0)
            {
                _start += length + 1;
                return Take(window[..length], out line);
            }

            if (window.Length > CandleCsv.MaxRowBytes)
            {
                Row++;
                throw TooLong();
            }

            if (_ended)
            {
                _start = _end;
                line = window;
                return !window.IsEmpty && Take(window, out line);
            }

            Fill();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        stream.Dispose();
    }

    private bool Take(ReadOnlySpan<byte> window, out ReadOnlySpan<byte> line)
    {
        Row++;
        if (window.Length > CandleCsv.MaxRowBytes)
        {
            throw TooLong();
        }

        line = window.EndsWith("\r"u8) ? window[..^1] : window;
        return true;
    }

    private void RefuseUnlessOnlyBlankLinesFollow()
    {
        var empty = Row;
        while (TryTake(out var line))
        {
            if (!line.IsEmpty)
            {
                throw Bad(string.Create(CultureInfo.InvariantCulture, $"{name}, row {empty} is empty but rows follow; remove it"));
            }
        }
    }

    private CandleSourceException TooLong() => Bad(string.Create(
        CultureInfo.InvariantCulture, $"{name}, row {Row} is longer than {CandleCsv.MaxRowBytes} bytes: this is not a candle CSV"));

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        try
        {
            var read = stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _ended = read == 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CandleSourceException(CandleSourceError.NotFound, $"{name} can't be read: {e.Message}", e);
        }
    }

    private static CandleSourceException Bad(string message) => new(CandleSourceError.BadData, message);
}
