using AgentBridge.Market;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Market.Layouts;

/// <summary>A file inspected row by row has the report of the same rows as a whole, and takes no memory for them.</summary>
public sealed class StreamedInspectionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Inspect_AnyRows_IsTheReportOfTheWholeTable()
    {
        // Steps of 0 and −1 repeat and go back, off is off the grid, the rest are gaps.
        var row = Gen.Frequency((30, Gen.Constant(1)), (3, Gen.Choose(2, 40)), (1, Gen.Constant(0)), (1, Gen.Constant(-3)), (1, Gen.Constant(150_000)))
            .SelectMany(step => Gen.Frequency((40, Gen.Constant("fine")), (1, Gen.Constant("impossible")), (1, Gen.Constant("off"))).Select(kind => (Step: step, Kind: kind)));
        var clean = Gen.Frequency((30, Gen.Constant(1)), (2, Gen.Choose(2, 40))).Select(step => (Step: step, Kind: "fine"));
        Property.Holds(Gen.OneOf(row.ListOf(), clean.ListOf()), 300, rows =>
        {
            var time = SomeCandles.Start;
            var candles = rows.Select(one => SomeCandles.At(0) with { OpenTimeMs = time += (one.Step * SomeCandles.Step) + (one.Kind is "off" ? 7 : 0), High = one.Kind is "impossible" ? 1 : 101 }).ToList();
            candles.InsertRange(0, SomeCandles.Run(3).Select(candle => candle with { OpenTimeMs = candle.OpenTimeMs - (5 * SomeCandles.Step) }));
            if (CandleStep.Read(candles.Select(candle => candle.OpenTimeMs).ToArray()) != SomeCandles.Step)
            {
                return;
            }

            var path = _folder.Write("a.csv", LayoutFiles.Text(CandleLayout.Csv, CandleTimeUnit.Milliseconds, candles));
            var now = candles[^1].OpenTimeMs + 1;

            var report = CandleFile.Inspect(path, SomeCandles.FiveMinutes, now);

            var table = CandleFile.ReadTable(path);
            var whole = CandleValidator.Inspect(SomeCandles.FiveMinutes, table.Rows, table.ToValidation());
            var running = candles.Count(candle => candle.OpenTimeMs > now - SomeCandles.Step);
            report.Running.Should().Be(running);
            (report with { Running = 0, Findings = [.. report.Findings.Where(finding => finding.Kind != CandleFindingKind.Running)] }).Should().BeEquivalentTo(whole);
        });
    }

    [Fact]
    [Trait(Cost.Key, Cost.Long)]
    public void Inspect_FiveMillionRows_TakesNoMemoryForThem()
    {
        const int Rows = 5_000_000;
        var path = _folder.PathOf("a.csv");
        using (var writer = new CsvCandleWriter(File.Create(path)))
        {
            for (var i = 0; i < Rows; i++)
            {
                writer.Write(new Candle(i * 60_000L, 1, 2, 1, 2, i));
            }
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var report = CandleFile.Inspect(path, default, long.MaxValue / 2);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        report.Candles.Should().Be(Rows);
        report.IsClean.Should().BeTrue();
        allocated.Should().BeLessThan(8_000_000, "the rows alone would be 240 MB");
    }

    public void Dispose() => _folder.Dispose();
}
