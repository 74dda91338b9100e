using System.Buffers.Binary;
using AgentBridge.Market;
using AgentBridge.Tests.Support;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace AgentBridge.Tests.Market.Layouts;

/// <summary>Feather is read batch by batch: of any lengths, in constant memory where it is inspected, and no claim of a hostile file is believed.</summary>
public sealed class FeatherBatchTests : IDisposable
{
    /// <summary>A stream in an lz4 frame begins so; eight bytes before it say how long it is unpacked.</summary>
    private static readonly byte[] Lz4Frame = [0x04, 0x22, 0x4D, 0x18];

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(10, 7)]
    [InlineData(7, 0, 3, 0)]
    [InlineData(0, 9)]
    [InlineData(3, 70_000, 1, 20_000)]
    public void ReadTable_BatchesOfAnyLength_HasEveryRowOnce(params int[] lengths)
    {
        var expected = SomeCandles.Run(lengths.Sum());
        var path = Write(expected, lengths);

        LayoutFiles.Candles(path).Should().Equal(expected);
        var report = CandleFile.Inspect(path, SomeCandles.FiveMinutes);
        (report.Candles, report.FindingCount, report.FirstOpenMs, report.LastOpenMs).Should().Be((expected.Length, 0, expected[0].OpenTimeMs, expected[^1].OpenTimeMs));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Inspect_FindingsInLaterBatches_AreThoseOfTheWholeTable(bool isOutOfOrder)
    {
        var candles = SomeCandles.Run(400).Where((_, i) => i is not (150 or 151 or 350)).ToList();
        if (isOutOfOrder)
        {
            (candles[250], candles[251]) = (candles[251], candles[250]);
        }

        var path = Write([.. candles], 100, 100, 100, candles.Count - 300);
        var table = CandleFile.ReadTable(path);

        var report = CandleFile.Inspect(path, default, long.MaxValue / 2);

        report.Should().BeEquivalentTo(CandleValidator.Inspect(default, table.Rows, table.ToValidation()));
        report.Gaps.Should().Be(2);
        report.Findings.Where(finding => finding.Kind == CandleFindingKind.Gap).Select(finding => finding.Row).Should().Equal(151, 349);
    }

    [Fact]
    public void Inspect_ManyBatches_TakesTheMemoryOfOne()
    {
        const int Rows = 20_000;
        var (small, large) = (Write(SomeCandles.Run(2 * Rows), Rows, Rows), Write(SomeCandles.Run(12 * Rows), [.. Enumerable.Repeat(Rows, 12)]));
        _ = Allocated(small);

        var more = Allocated(large) - Allocated(small);

        more.Should().BeLessThan(2_000_000, "the further rows alone are {0:N0} bytes", 10 * Rows * 48);
    }

    [Fact]
    public void ReadTable_ColumnThatClaimsMoreThanTheFileCanHold_IsRefusedWithoutTakingTheMemory()
    {
        var bytes = File.ReadAllBytes(LayoutFiles.Golden("ns-lz4.feather"));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(bytes.AsSpan().IndexOf(Lz4Frame) - 8), 2_000_000_000);
        var path = _folder.Write("bomb.feather", bytes);
        var read = () => CandleFile.ReadTable(path);

        var before = GC.GetAllocatedBytesForCurrentThread();
        read.Should().Throw<CandleSourceException>().WithMessage($"{path} is damaged or cut off: a column claims 2,000,000,000 bytes, more than this file can hold; copy or write it again");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100_000_000);
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void ReadTable_FooterThatNamesABatchAgainAndAgain_IsRefusedBeforeItFillsTheMemory()
    {
        const int Batches = 200;
        var bytes = File.ReadAllBytes(Write(SomeCandles.Run(65_536 + Batches - 1), [65_536, .. Enumerable.Repeat(1, Batches - 1)]));
        var blocks = Blocks(bytes, Batches);
        for (var i = 1; i < Batches; i++)
        {
            blocks[..24].CopyTo(blocks[(24 * i)..]);
        }

        var path = _folder.Write("again.feather", bytes);
        var read = () => CandleFile.ReadTable(path);

        read.Should().Throw<CandleSourceException>().WithMessage($"{path}: it claims more than * rows, too many for its size*");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The footer's list of batches, 24 bytes each: the first eight are the ascending offsets in the file.</summary>
    private static Span<byte> Blocks(byte[] file, int count)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 10));
        var footer = file.AsSpan(file.Length - 10 - length, length);
        for (var at = 0; at + (24 * count) <= length; at += 4)
        {
            var (before, i) = (7L, 0);
            for (; i < count && BinaryPrimitives.ReadInt64LittleEndian(footer[(at + (24 * i))..]) is var offset && offset > before && offset < file.Length; i++)
            {
                before = offset;
            }

            if (i == count)
            {
                return footer.Slice(at, 24 * count);
            }
        }

        throw new InvalidOperationException("the footer has no such list");
    }

    private static long Allocated(string path)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        CandleFile.Inspect(path).IsClean.Should().BeTrue();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private string Write(Candle[] candles, params int[] lengths)
    {
        var date = new TimestampType(TimeUnit.Nanosecond, "UTC");
        var schema = new Apache.Arrow.Schema([new Field("date", date, true), .. new[] { "open", "high", "low", "close", "volume" }.Select(name => new Field(name, DoubleType.Default, true))], null);
        var path = _folder.PathOf($"{lengths.Length}-{candles.Length}.feather");
        using var file = File.Create(path);
        using var writer = new ArrowFileWriter(file, schema, leaveOpen: true, new IpcOptions { CompressionCodecFactory = new CompressionCodecFactory(), CompressionCodec = CompressionCodecType.Lz4Frame });
        writer.WriteStart();
        var at = 0;
        foreach (var length in lengths)
        {
            var rows = candles.AsSpan(at, length).ToArray();
            at += length;
            IArrowArray Numbers(Func<Candle, double> value) => new DoubleArray.Builder().AppendRange(rows.Select(value)).Build();
            var times = new TimestampArray.Builder(date).AppendRange(rows.Select(row => row.OpenTime)).Build();
            using var batch = new RecordBatch(schema, [times, Numbers(row => row.Open), Numbers(row => row.High), Numbers(row => row.Low), Numbers(row => row.Close), Numbers(row => row.Volume)], length);
            writer.WriteRecordBatch(batch);
        }

        writer.WriteEnd();
        return path;
    }
}
