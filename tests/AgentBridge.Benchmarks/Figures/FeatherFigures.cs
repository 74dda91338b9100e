using AgentBridge.Market;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace AgentBridge.Benchmarks;

/// <summary>A feather file of a million rows as Freqtrade writes it: nanoseconds, lz4, batches of 65,536 rows.</summary>
internal static class FeatherFigures
{
    private const int BatchRows = 65_536;

    public static IEnumerable<Figure> All()
    {
        yield return new("feather", "Feather (lz4) of 1M rows to a checked series", FigureUnit.Milliseconds, 250, () => CandleFileFigure.Prepare("candles.feather", Write, CandleFileFigure.ReadSeries));
    }

    private static void Write(string path)
    {
        var candles = GeneratedMarket.Candles;
        var schema = new Apache.Arrow.Schema.Builder()
            .Field(new Field("date", new TimestampType(TimeUnit.Nanosecond, "UTC"), nullable: true))
            .Field(new Field("open", DoubleType.Default, nullable: true))
            .Field(new Field("high", DoubleType.Default, nullable: true))
            .Field(new Field("low", DoubleType.Default, nullable: true))
            .Field(new Field("close", DoubleType.Default, nullable: true))
            .Field(new Field("volume", DoubleType.Default, nullable: true))
            .Build();
        using var file = File.Create(path);
        using var writer = new ArrowFileWriter(file, schema, leaveOpen: true, new IpcOptions { CompressionCodecFactory = new CompressionCodecFactory(), CompressionCodec = CompressionCodecType.Lz4Frame });
        writer.WriteStart();
        for (var start = 0; start < candles.Count; start += BatchRows)
        {
            var count = Math.Min(BatchRows, candles.Count - start);
            IArrowArray Numbers(ReadOnlySpan<double> values) => new DoubleArray.Builder().Append(values.Slice(start, count)).Build();
            var times = new TimestampArray.Builder(new TimestampType(TimeUnit.Nanosecond, "UTC")).Reserve(count);
            foreach (var time in candles.OpenTimes.Slice(start, count))
            {
                times.Append(DateTimeOffset.FromUnixTimeMilliseconds(time));
            }

            using var batch = new RecordBatch(schema, [times.Build(), Numbers(candles.Opens), Numbers(candles.Highs), Numbers(candles.Lows), Numbers(candles.Closes), Numbers(candles.Volumes)], count);
            writer.WriteRecordBatch(batch);
        }

        writer.WriteEnd();
    }
}
