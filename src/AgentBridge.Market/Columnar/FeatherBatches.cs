using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace AgentBridge.Market;

/// <summary>The batches of rows in an Arrow IPC file, which Freqtrade calls feather, one after the other: uncompressed, lz4 or zstd.</summary>
/// <threadsafety>One thread.</threadsafety>
internal sealed class FeatherBatches : IDisposable
{
    /// <summary>Six columns, packed twelvefold.</summary>
    private const int LeastBytesPerRow = 4;

    private readonly string _place;
    private readonly long _mostRows;
    private readonly long _mostLikelyRows;
    private readonly ArrowFileReader _reader;
    private readonly Schema _schema;
    private readonly TextTable _table;
    private readonly RowTimes _times;
    private RecordBatch? _batch;
    private long _before;

    /// <summary>Opens a file and finds its columns.</summary>
    /// <param name="stream">The file, seekable; disposed with this.</param>
    /// <param name="place">The file's path, for errors.</param>
    /// <param name="options">What the caller knows.</param>
    /// <exception cref="CandleSourceException">The file is damaged, or holds no candles.</exception>
    public FeatherBatches(Stream stream, string place, CandleFileOptions options)
    {
        _place = place;
        _mostRows = ColumnarTable.MostRows(stream.Length);
        _mostLikelyRows = stream.Length / LeastBytesPerRow;
        _reader = new ArrowFileReader(stream, new FeatherMemory(stream.Length), new CompressionCodecFactory(), leaveOpen: false);
        try
        {
            _schema = Undamaged(() => _reader.Schema);
            _table = ColumnarTable.Find([.. _schema.FieldsList.Select(field => field.Name)], place);
            var field = _schema.FieldsList[_table.Time];
            if (field.DataType is TimestampType { IsTimeZoneAware: false } && options.TimeUnit != CandleTimeUnit.IsoUtc)
            {
                throw ColumnarTable.LacksZone(place, field.Name);
            }

            _times = new RowTimes(place, field.Name, field.DataType is TimestampType type ? UnitOf(type.Unit) : options.TimeUnit, mayMix: false);
        }
        catch
        {
            _reader.Dispose();
            throw;
        }
    }

    /// <summary>How the times are written; certain after the first row.</summary>
    public CandleTimeUnit Unit => _times.Unit;

    /// <summary>The rows of the current batch; 0 before the first.</summary>
    public int Length => _batch?.Length ?? 0;

    /// <summary>How many rows the file probably has: all batches but the last are usually as long as the first, which is the current one.</summary>
    public int LikelyRows() => (int)Math.Min((long)Length * Undamaged(CountBatches), Math.Max(Length, _mostLikelyRows));

    /// <summary>Goes to the next batch; <see langword="false"/> after the last one.</summary>
    /// <exception cref="CandleSourceException">The file is damaged, or has more rows than are read.</exception>
    public bool MoveNext()
    {
        _before += Length;
        _batch?.Dispose();
        _batch = null;
        _batch = Undamaged(_reader.ReadNextRecordBatch);
        return _before + Length <= _mostRows ? _batch is not null : throw ColumnarTable.TooMany(_place, _mostRows);
    }

    /// <summary>Copies the rows of the current batch.</summary>
    /// <param name="target">The columns that receive them.</param>
    /// <param name="at">The row of the target from which on they are written.</param>
    /// <exception cref="CandleSourceException">The file is damaged, or a column has another type.</exception>
    public void CopyTo(CandleColumns target, int at) => _ = Undamaged(() =>
    {
        CopyTimes(target.OpenTimes.AsSpan(at, Length));
        CopyNumbers(_table.Open, target.Opens.AsSpan(at, Length));
        CopyNumbers(_table.High, target.Highs.AsSpan(at, Length));
        CopyNumbers(_table.Low, target.Lows.AsSpan(at, Length));
        CopyNumbers(_table.Close, target.Closes.AsSpan(at, Length));
        CopyNumbers(_table.Volume, target.Volumes.AsSpan(at, Length));
        return Length;
    });

    public void Dispose()
    {
        _batch?.Dispose();
        _reader.Dispose();
    }

    private void CopyTimes(Span<long> target)
    {
        var array = ColumnOf(_table.Time);
        var values = array switch
        {
            TimestampArray or Int64Array when array.NullCount > 0 => throw ColumnarTable.LacksTime(_place, _before + FirstNull(array) + 1),
            TimestampArray times => times.Values,
            Int64Array times => times.Values,
            var other => throw ColumnarTable.OtherType(_place, NameOf(_table.Time), other.Data.DataType.Name),
        };
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = _times.OfNumber(values[i], _before + i + 1);
        }
    }

    private void CopyNumbers(int column, Span<double> target)
    {
        if (column < 0)
        {
            target.Fill(double.NaN);
            return;
        }

        var array = ColumnOf(column);
        switch (array)
        {
            case DoubleArray doubles:
                doubles.Values.CopyTo(target);
                break;
            case FloatArray floats:
                Convert(floats.Values, target);
                break;
            case Int64Array whole:
                Convert(whole.Values, target);
                break;
            case Int32Array whole:
                Convert(whole.Values, target);
                break;
            case NullArray:
                target.Fill(double.NaN);
                break;
            default:
                throw ColumnarTable.OtherType(_place, NameOf(column), array.Data.DataType.Name);
        }

        for (var i = 0; array.NullCount > 0 && i < array.Length; i++)
        {
            target[i] = array.IsNull(i) ? double.NaN : target[i];
        }
    }

    /// <summary>A column of the batch; in a damaged file it may be shorter than the batch.</summary>
    private IArrowArray ColumnOf(int column)
    {
        var array = _batch!.Column(column);
        return array.Length == Length ? array : throw new InvalidDataException(FormattableString.Invariant($"column {NameOf(column)} has {array.Length} of {Length} rows"));
    }

    private string NameOf(int column) => _schema.FieldsList[column].Name;

    // The file is a stream: nothing is waited for.
    private int CountBatches() => _reader.RecordBatchCountAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>What the library throws about a file, of whatever type, says that it is damaged.</summary>
    private T Undamaged<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (CandleSourceException or IOException or UnauthorizedAccessException) || e is EndOfStreamException)
        {
            throw ColumnarTable.Damaged(_place, e);
        }
    }

    private static void Convert<T>(ReadOnlySpan<T> values, Span<double> target)
        where T : System.Numerics.INumber<T>
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = double.CreateChecked(values[i]);
        }
    }

    private static int FirstNull(IArrowArray array)
    {
        var i = 0;
        while (i < array.Length && !array.IsNull(i))
        {
            i++;
        }

        return i;
    }

    private static CandleTimeUnit UnitOf(TimeUnit unit) => unit switch
    {
        Apache.Arrow.Types.TimeUnit.Second => CandleTimeUnit.Seconds,
        Apache.Arrow.Types.TimeUnit.Millisecond => CandleTimeUnit.Milliseconds,
        Apache.Arrow.Types.TimeUnit.Microsecond => CandleTimeUnit.Microseconds,
        _ => CandleTimeUnit.Nanoseconds,
    };
}
