using AgentBridge.Market;
using FsCheck;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Market;

public sealed class CandleValidatorTests
{
    private static readonly CandleValidationOptions Quarantine = new() { Policy = CandleFaultPolicy.Quarantine };

    [Fact]
    public void Pass_CleanCandles_GivesThemAsTheyAre()
    {
        var rows = SomeCandles.Run(50);

        var (series, report) = Pass(rows);

        SomeCandles.ToList(series).Should().Equal(rows);
        report.IsClean.Should().BeTrue();
        report.Findings.Should().BeEmpty();
        report.FirstOpenMs.Should().Be(SomeCandles.Start);
        report.LastOpenMs.Should().Be(SomeCandles.Start + (49 * SomeCandles.Step));
    }

    [Fact]
    public void Pass_Gap_IsFilledFlatWithTheCloseBeforeAndVolume0()
    {
        var (series, report) = Pass([SomeCandles.At(0, 100), SomeCandles.At(1, 105), SomeCandles.At(2, 107), SomeCandles.At(5, 90)]);

        series.Count.Should().Be(6);
        foreach (var i in new[] { 3, 4 })
        {
            series[i].Should().Be(new Candle(SomeCandles.Start + (i * SomeCandles.Step), 107, 107, 107, 107, 0));
            series[i].IsFlat(series[i - 1].Close).Should().BeTrue();
        }

        (report.Gaps, report.Missing).Should().Be((1, 2));
        report.Findings.Should().ContainSingle().Which.Should().Be(
            new CandleFinding(4, CandleFindingKind.Gap, "2 missing between 2025-06-01T12:10:00.000Z and 2025-06-01T12:25:00.000Z"));
    }

    [Fact]
    public void Pass_ExactDuplicate_IsDroppedWhereverItComes()
    {
        var rows = SomeCandles.Run(10).ToList();
        rows.Insert(4, rows[3]);
        rows.Add(rows[0]);

        var (series, report) = Pass(rows);

        SomeCandles.ToList(series).Should().Equal(SomeCandles.Run(10));
        (report.Duplicates, report.ConflictingDuplicates, report.Disorder).Should().Be((2, 0, 0));
        report.Findings.Select(finding => finding.Row).Should().Equal(5, 12);
    }

    public static TheoryData<string, Candle> Faults() => new()
    {
        { "conflicting_duplicate: 2025-06-01T12:20:00.000Z repeats row 5 with other values", SomeCandles.At(4, 999) },
        { "disorder: 2025-06-01T11:00:00.000Z comes after 2025-06-01T12:20:00.000Z in row 5", SomeCandles.At(-12) },
        { "off_grid: 2025-06-01T12:25:00.001Z is not the open of a 5m candle", SomeCandles.At(5) with { OpenTimeMs = SomeCandles.Start + (5 * SomeCandles.Step) + 1 } },
        { "off_grid: -300000 ms is not the open", SomeCandles.At(5) with { OpenTimeMs = -300_000 } },
        { "off_grid: 9223372036854775807 ms is not the open", SomeCandles.At(5) with { OpenTimeMs = long.MaxValue } },
        { "impossible: high 1 is below low 2", new Candle(SomeCandles.At(5).OpenTimeMs, 1.5, 1, 2, 1.5, 1) },
        { "impossible: open 5 or close 1.5 is outside low 1 to high 2", new Candle(SomeCandles.At(5).OpenTimeMs, 5, 2, 1, 1.5, 1) },
        { "impossible: open 1.5 or close 0.5 is outside", new Candle(SomeCandles.At(5).OpenTimeMs, 1.5, 2, 1, 0.5, 1) },
        { "impossible: a price is not above 0", new Candle(SomeCandles.At(5).OpenTimeMs, 1, 2, 0, 1.5, 1) },
        { "impossible: a value is not finite", SomeCandles.At(5) with { Close = double.NaN } },
        { "impossible: a value is not finite", SomeCandles.At(5) with { High = double.PositiveInfinity } },
        { "impossible: a value is not finite", SomeCandles.At(5) with { Volume = double.NaN } },
        { "impossible: volume -1 is negative", SomeCandles.At(5) with { Volume = -1 } },
        { "disorder: 2263-01-31T01:20:00.000Z is far ahead of 2025-06-01T12:20:00.000Z in row 5", SomeCandles.At(25_000_000) },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Pass_FaultyRow_StopsTheRunNamingIt(string message, Candle faulty)
    {
        var rows = SomeCandles.Run(10).ToList();
        rows.Insert(5, faulty);
        var pass = () => Pass(rows, new CandleValidationOptions { Place = "a.csv", FirstRow = 2 });

        var expected = message.Replace("row 5", "row 6", StringComparison.Ordinal);
        pass.Should().Throw<CandleSourceException>().WithMessage($"a.csv, row 7: {expected}*correct the row").Which.Should()
            .Match<CandleSourceException>(e => e.Error == CandleSourceError.BadData && e.Code == CandleCodes.RowFaulty && e.Values["place"] == "a.csv" && e.Values["row"] == "7");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Pass_FaultyRowUnderQuarantine_IsLeftOutAndReported(string message, Candle faulty)
    {
        var rows = SomeCandles.Run(10).ToList();
        rows.Insert(5, faulty);

        var (series, report) = Pass(rows, Quarantine);

        SomeCandles.ToList(series).Should().Equal(SomeCandles.Run(10));
        report.FindingCount.Should().Be(1);
        report.Findings.Should().ContainSingle().Which.Should().Match<CandleFinding>(finding => finding.Row == 6 && $"{finding.KindName}: {finding.Detail}".StartsWith(message));
    }

    [Fact]
    public void Pass_OnlyCandleOfItsTimeUnderQuarantine_BecomesAFlatGap()
    {
        var rows = SomeCandles.Run(10);
        rows[4] = rows[4] with { High = 1 };

        var (series, report) = Pass(rows, Quarantine);

        series[4].Should().Be(new Candle(rows[4].OpenTimeMs, 103, 103, 103, 103, 0));
        (report.Impossible, report.Gaps, report.Missing).Should().Be((1, 1, 1));
    }

    [Fact]
    public void Pass_EveryRowLeftOut_IsAnError()
    {
        var pass = () => Pass([SomeCandles.At(0) with { Low = 0 }, SomeCandles.At(1) with { Low = 0 }], Quarantine);

        pass.Should().Throw<CandleSourceException>().WithMessage("*every row was left out*");
    }

    [Theory]
    [InlineData(CandleFaultPolicy.Stop)]
    [InlineData(CandleFaultPolicy.Quarantine)]
    public void Pass_GapOfAbsurdLength_IsRefusedInsteadOfFilled(CandleFaultPolicy policy)
    {
        var rows = SomeCandles.Run(10).Append(SomeCandles.At(25_000_000)).Append(SomeCandles.At(25_000_001));
        var pass = () => Pass(rows, new CandleValidationOptions { Policy = policy });

        pass.Should().Throw<CandleSourceException>().WithMessage("*row 11: the gaps among the 12 rows add up to 24999990 missing 5m candles, more than the 10000000 that are filled (the longest: 24999990 missing between*");
    }

    [Fact]
    public void Pass_ManyGapsThatAddUpToAnAbsurdLength_AreRefused()
    {
        var rows = Enumerable.Range(0, 60).SelectMany(i => new[] { SomeCandles.At(i * 2_000), SomeCandles.At((i * 2_000) + 1) });
        var pass = () => Pass(rows, new CandleValidationOptions { MaxFilled = 100_000 });

        pass.Should().Throw<CandleSourceException>().WithMessage("*the gaps among the 120 rows add up to 117882 missing 5m candles, more than the 100000 that are filled (the longest: 1998 missing*");
    }

    /// <summary>Two years of minutes, one in twelve with a trade, as from exchanges that leave out empty candles.</summary>
    [Fact]
    public void Pass_RarelyTradedPair_IsFilledAsByFreqtrade()
    {
        var random = new Random(2);
        var rows = Enumerable.Range(0, 2 * 365 * 1440).Where(_ => random.Next(12) == 0)
            .Select(i => SomeCandles.At(0, 100 + (i % 7)) with { OpenTimeMs = SomeCandles.Start + (i * 60_000L) }).ToList();

        var (series, report) = CandleValidator.Validate("MOON/EUR", Timeframe.Parse("1m"), SomeCandles.Columns(rows));

        series.Count.Should().Be((int)((rows[^1].OpenTimeMs - rows[0].OpenTimeMs) / 60_000) + 1).And.BeGreaterThan(1_050_000);
        report.Missing.Should().Be(series.Count - rows.Count);
    }

    [Fact]
    public void Pass_HaltOfAYearWithDataAfterIt_IsFilled()
    {
        var rows = SomeCandles.Run(10).Append(SomeCandles.At(105_120)).Append(SomeCandles.At(105_121));

        Pass(rows).Series.Count.Should().Be(105_122);
    }

    [Fact]
    public void Pass_SingleRowAfterAnEnormousGap_IsRefused()
    {
        var pass = () => Pass(SomeCandles.Run(10).Append(SomeCandles.At(105_120 * 5)), Quarantine);

        pass.Should().Throw<CandleSourceException>().WithMessage("*row 11: 525590 missing between*and nothing follows; correct the timestamp*");
    }

    [Fact]
    public void Pass_DataWithAnotherStep_IsRefused()
    {
        var pass = () => CandleValidator.Validate("BTC/USDT", Timeframe.Parse("1h"), SomeCandles.Columns(SomeCandles.Run(10)));

        pass.Should().Throw<CandleSourceException>().WithMessage("*the step between candles is 5m, but the timeframe is 1h*");
    }

    [Fact]
    public void Pass_NoTimeframeWanted_UsesThatOfTheData() =>
        CandleValidator.Validate("BTC/USDT", default, SomeCandles.Columns(SomeCandles.Run(10))).Series.Timeframe.Should().Be(SomeCandles.FiveMinutes);

    [Fact]
    public void Read_StepOfMixedDistances_IsTheMostFrequentThenTheSmallest()
    {
        CandleStep.Read([]).Should().Be(0);
        CandleStep.Read([5]).Should().Be(0);
        CandleStep.Read([5, 5, 5]).Should().Be(0);
        CandleStep.Read([0, 300, 600, 1_500, 1_800]).Should().Be(300);
        CandleStep.Read([0, 300, 1_200]).Should().Be(300);
        CandleStep.Read([900, 600, 300, 0]).Should().Be(300);
        CandleStep.Read([0, 100, 400, 500, 800, 1_100]).Should().Be(300);
    }

    [Theory]
    [InlineData("1w", 4 * 86_400_000L, true)]
    [InlineData("1w", 0, false)]
    [InlineData("1d", 86_400_000L, true)]
    [InlineData("1h", 1_800_000L, false)]
    public void Grid_OfATimeframe_StartsWhereItsCandlesDo(string timeframe, long openMs, bool onGrid) =>
        Timeframe.Parse(timeframe).IsOnGrid(openMs).Should().Be(onGrid);

    [Fact]
    public void Inspect_SwappedRows_IsOneDisorderAndNoGap()
    {
        var rows = SomeCandles.Run(10);
        (rows[4], rows[5]) = (rows[5], rows[4]);

        var report = CandleValidator.Inspect(default, SomeCandles.Columns(rows));

        (report.Disorder, report.Gaps, report.FindingCount).Should().Be((1, 0, 1));
        report.Findings.Single().Row.Should().Be(6);
    }

    [Fact]
    public void Inspect_DescendingFile_CountsEveryRowAndKeepsTheFirstFindings()
    {
        var rows = SomeCandles.Columns(SomeCandles.Run(5_000).Reverse());

        var report = CandleValidator.Inspect(default, rows);

        (report.Disorder, report.Gaps, report.Timeframe.ToString()).Should().Be((4_999, 0, "5m"));
        report.Findings.Should().HaveCount(1_000);
        report.Findings.Select(finding => finding.Row).Should().BeInAscendingOrder();
    }

    [Fact]
    public void Inspect_AnyDefects_AreCountedEachOnceAndNothingElse()
    {
        var defects = Gen.Elements("gap", "duplicate", "conflict", "swap", "impossible", "off_grid").ArrayOf();
        Prop.ForAll(defects.ToArbitrary(), kinds =>
        {
            // Each defect has ten separate rows.
            var rows = new List<Candle>();
            for (var i = 0; i < kinds.Length + 1; i++)
            {
                var block = Enumerable.Range(i * 10, 10).Select(n => SomeCandles.At(n, 100 + n)).ToList();
                Corrupt(block, i < kinds.Length ? kinds[i] : string.Empty);
                rows.AddRange(block);
            }

            var report = CandleValidator.Inspect(default, SomeCandles.Columns(rows));
            int Count(string kind) => kinds.Count(found => string.Equals(found, kind, StringComparison.Ordinal));
            return report.Gaps == Count("gap") && report.Missing == 2 * Count("gap") && report.Duplicates == Count("duplicate") + Count("conflict")
                && report.ConflictingDuplicates == Count("conflict") && report.Disorder == Count("swap") && report.Impossible == Count("impossible")
                && report.OffGrid == Count("off_grid") && report.Candles == rows.Count;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Pass_AnyRowsUnderQuarantine_GivesAnUnbrokenPossibleSeries()
    {
        var row = Gen.Choose(0, 40).SelectMany(i => Gen.Choose(90, 110).Select(close => SomeCandles.At(i, close)));
        var odd = row.SelectMany(candle => Gen.Elements(candle with { High = 0.5 }, candle with { OpenTimeMs = candle.OpenTimeMs + 7 }, candle with { Close = double.NaN }));
        Prop.ForAll(Gen.Frequency((6, row), (1, odd)).NonEmptyListOf().ToArbitrary(), rows =>
        {
            var all = rows.Append(SomeCandles.At(50)).ToList();
            var (series, report) = CandleValidator.Validate("BTC/USDT", SomeCandles.FiveMinutes, SomeCandles.Columns(all), Quarantine with { RequireStep = false });
            var candles = SomeCandles.ToList(series);
            var unbroken = candles.Zip(candles.Skip(1)).All(pair => pair.Second.OpenTimeMs - pair.First.OpenTimeMs == SomeCandles.Step);
            var real = candles.Count - report.Missing;
            return unbroken && candles.TrueForAll(candle => candle.IsPossible)
                && real + report.Duplicates + report.Disorder + report.OffGrid + report.Impossible == all.Count;
        }).QuickCheckThrowOnFailure();
    }

    private static void Corrupt(List<Candle> block, string kind)
    {
        switch (kind)
        {
            case "gap":
                block.RemoveRange(4, 2);
                break;
            case "duplicate":
                block.Insert(6, block[2]);
                break;
            case "conflict":
                block.Insert(6, block[2] with { Volume = 77 });
                break;
            case "swap":
                (block[4], block[5]) = (block[5], block[4]);
                break;
            case "impossible":
                block[4] = block[4] with { High = 1 };
                break;
            case "off_grid":
                block.Insert(4, block[4] with { OpenTimeMs = block[4].OpenTimeMs - 1 });
                break;
            default:
                break;
        }
    }

    private static ValidatedCandles Pass(IEnumerable<Candle> rows, CandleValidationOptions? options = null) =>
        CandleValidator.Validate("BTC/USDT", SomeCandles.FiveMinutes, SomeCandles.Columns(rows), options);
}
