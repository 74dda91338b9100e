using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace AgentBridge.Market;

/// <summary>Reads candles from an Arrow IPC file, which Freqtrade calls feather: uncompressed, lz4 or zstd.</summary>
internal static class FeatherCandles
{
    /// <summary>The first bytes of every such file.</summary>
    public static ReadOnlySpan<byte> Magic => "ARROW1"u8;

    /// <summary>Every row; row numbers count from 1.</summary>
    /// <param name="stream">The file, seekable.</param>
    /// <param name="place">The file's path, for errors.</param>
    /// <param name="options">What the caller knows.</param>
    /// <param name="unit">How the times are written.</param>
    /// <exception cref="CandleSourceException">The file is damaged, or holds no candles.</exception>
    public static CandleColumns Read(Stream stream, string place, CandleFileOptions options, out CandleTimeUnit unit)
    {
        try
        {
            using var reader = new ArrowFileReader(stream, new CompressionCodecFactory());
            var schema = reader.Schema;
            var table = ColumnarTable.Find([.. schema.FieldsList.Select(field => field.Name)], place);
            var batches = new List<RecordBatch>();
            try
            {
                var count = 0L;
                while (reader.ReadNextRecordBatch() is { } batch)
                {
                    batches.Add(batch);
                    count += batch.Length;
                }

                return Join(schema, table, batches, checked((int)count), place, options, out unit);
            }
            finally
            {
                batches.ForEach(batch => batch.Dispose());
            }
        }
        catch (Exception e) when (e is not (CandleSourceException or IOException or UnauthorizedAccessException) || e is EndOfStreamException)
        {
            throw ColumnarTable.Damaged(place, e);
        }
    }

    private static CandleColumns Join(Schema schema, TextTable table, List<RecordBatch> batches, int count, string place, CandleFileOptions options, out CandleTimeUnit unit)
    {
        var times = new long[count];
        unit = ReadTimes(schema.FieldsList[table.Time], batches, table.Time, times, place, options);
        double[] Numbers(int column) => ReadNumbers(batches, column, new double[count], place, column < 0 ? string.Empty : schema.FieldsList[column].Name);
        return new CandleColumns(times, Numbers(table.Open), Numbers(table.High), Numbers(table.Low), Numbers(table.Close), Numbers(table.Volume));
    }

    private static CandleTimeUnit ReadTimes(Field field, List<RecordBatch> batches, int column, long[] times, string place, CandleFileOptions options)
    {
        if (field.DataType is TimestampType { IsTimeZoneAware: false } && options.TimeUnit != CandleTimeUnit.IsoUtc)
        {
            throw ColumnarTable.LacksZone(place, field.Name);
        }

        var unit = field.DataType is TimestampType type ? UnitOf(type.Unit) : options.TimeUnit;
        var instants = new RowTimes(place, field.Name, unit, mayMix: false);
        var at = 0;
        foreach (var batch in batches)
        {
            var values = batch.Column(column) switch
            {
                TimestampArray array when array.NullCount == 0 => array.Values,
                Int64Array array when array.NullCount == 0 => array.Values,
                TimestampArray or Int64Array => throw ColumnarTable.LacksTime(place, at + FirstNull(batch.Column(column)) + 1),
                var other => throw ColumnarTable.OtherType(place, field.Name, other.Data.DataType.Name),
            };
            foreach (var value in values)
            {
                times[at++] = instants.OfNumber(value, at);
            }
        }

        return instants.Unit;
    }

    private static double[] ReadNumbers(List<RecordBatch> batches, int column, double[] numbers, string place, string name)
    {
        if (column < 0)
        {
            numbers.AsSpan().Fill(double.NaN);
            return numbers;
        }

        var at = 0;
        foreach (var batch in batches)
        {
            var target = numbers.AsSpan(at, batch.Length);
            var array = batch.Column(column);
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
                    throw ColumnarTable.OtherType(place, name, array.Data.DataType.Name);
            }

            for (var i = 0; array.NullCount > 0 && i < array.Length; i++)
            {
                target[i] = array.IsNull(i) ? double.NaN : target[i];
            }

            at += batch.Length;
        }

        return numbers;
    }

    private static void Convert<T>(ReadOnlySpan<T> values, Span<double> target)
        where T : System.Numerics.INumber<T>
    {
        for (var i = 0; i < values.Length; i++)
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
        TimeUnit.Second => CandleTimeUnit.Seconds,
        TimeUnit.Millisecond => CandleTimeUnit.Milliseconds,
        TimeUnit.Microsecond => CandleTimeUnit.Microseconds,
        _ => CandleTimeUnit.Nanoseconds,
    };
}
