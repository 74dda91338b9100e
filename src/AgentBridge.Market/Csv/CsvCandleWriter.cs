namespace AgentBridge.Market;

/// <summary>
/// Writes the candle CSV: header, LF line ends, timestamps in Unix milliseconds, numbers in their shortest form that reads
/// back to the same double. The same candles always yield the same bytes.
/// </summary>
/// <threadsafety>One thread.</threadsafety>
public sealed class CsvCandleWriter : IDisposable
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _length;
    private bool _disposed;

    /// <summary>Starts with the header.</summary>
    /// <param name="stream">Where to; disposed with the writer.</param>
    public CsvCandleWriter(Stream stream)
        : this(stream, leaveOpen: false)
    {
    }

    /// <summary>Starts with the header.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="leaveOpen">Whether the stream outlives the writer.</param>
    public CsvCandleWriter(Stream stream, bool leaveOpen)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _leaveOpen = leaveOpen;
        CandleCsv.HeaderLine.CopyTo(_buffer);
        _length = CandleCsv.HeaderLine.Length;
    }

    /// <summary>Writes one row.</summary>
    /// <param name="candle">The candle; not checked.</param>
    public void Write(in Candle candle)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_buffer.Length - _length < CandleCsv.MaxWrittenRowBytes)
        {
            Flush();
        }

        _length += CandleCsv.Format(candle, _buffer.AsSpan(_length));
    }

    /// <summary>Writes every candle of a series.</summary>
    /// <param name="candles">The candles, closed ones only, oldest first.</param>
    public void Write(CandleSeries candles)
    {
        ArgumentNullException.ThrowIfNull(candles);
        for (var i = 0; i < candles.Count; i++)
        {
            Write(candles[i]);
        }
    }

    /// <summary>Hands everything written so far to the stream.</summary>
    public void Flush()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _stream.Write(_buffer, 0, _length);
        _length = 0;
        _stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            try
            {
                Flush();
            }
            finally
            {
                _disposed = true;
                if (!_leaveOpen)
                {
                    _stream.Dispose();
                }
            }
        }
    }
}
