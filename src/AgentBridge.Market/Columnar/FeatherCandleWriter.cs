using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace AgentBridge.Market;

/// <summary>
/// Writes Freqtrade's feather: an Arrow IPC file with date (timestamp[ns, UTC]), open, high, low, close and volume (double), compressed by LZ4 in batches of
/// 65,536 rows, as pandas writes it. Nanoseconds because Freqtrade 2024.2 computes with them; 2026.9 converts to milliseconds when it reads.
/// </summary>
internal static class FeatherCandleWriter
{
    private const int BatchRows = 65_536;
    private const long NanosecondsPerMillisecond = 1_000_000;

    private static readonly TimestampType Date = new(TimeUnit.Nanosecond, "UTC");

    private static readonly Schema Columns = new(
        [
            new Field("date", Date, nullable: true),
            new Field("open", DoubleType.Default, nullable: true),
            new Field("high", DoubleType.Default, nullable: true),
            new Field("low", DoubleType.Default, nullable: true),
            new Field("close", DoubleType.Default, nullable: true),
            new Field("volume", DoubleType.Default, nullable: true),
        ],
        metadata: null);

    public static void Write(Stream stream, CandleSeries candles)
    {
        var options = new IpcOptions { CompressionCodec = CompressionCodecType.Lz4Frame, CompressionCodecFactory = new CompressionCodecFactory() };
        using var forward = new ForwardStream(stream);
        using var writer = new ArrowFileWriter(forward, Columns, leaveOpen: true, options);
        writer.WriteStart();
        for (var start = 0; start < candles.Count; start += BatchRows)
        {
            using var batch = BatchOf(candles, start, Math.Min(BatchRows, candles.Count - start));
            writer.WriteRecordBatch(batch);
        }

        writer.WriteEnd();
    }

    private static RecordBatch BatchOf(CandleSeries candles, int start, int count) => new(
        Columns,
        [
            Dates(candles.OpenTimes.Slice(start, count)),
            Doubles(candles.Opens.Slice(start, count)),
            Doubles(candles.Highs.Slice(start, count)),
            Doubles(candles.Lows.Slice(start, count)),
            Doubles(candles.Closes.Slice(start, count)),
            Doubles(candles.Volumes.Slice(start, count)),
        ],
        count);

    private static TimestampArray Dates(ReadOnlySpan<long> milliseconds)
    {
        var builder = new ArrowBuffer.Builder<long>(milliseconds.Length);
        foreach (var instant in milliseconds)
        {
            // Later than the year 2262 there are no nanoseconds in 64 bits.
            builder.Append(checked(instant * NanosecondsPerMillisecond));
        }

        return new TimestampArray(Date, builder.Build(), ArrowBuffer.Empty, milliseconds.Length, nullCount: 0, offset: 0);
    }

    private static DoubleArray Doubles(ReadOnlySpan<double> values) =>
        new(new ArrowBuffer.Builder<double>(values.Length).Append(values).Build(), ArrowBuffer.Empty, values.Length, nullCount: 0, offset: 0);
}
