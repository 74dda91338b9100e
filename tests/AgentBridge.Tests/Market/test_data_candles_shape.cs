using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market;

/// <summary>Candles of a source have the shape that all consumers rely on.</summary>
public sealed class test_data_candles_shape
{
    [Fact]
    public async Task GetCandles_NoLimitGiven_AnswersTheNewest200Oldest()
    {
        using var folder = new TempFolder();
        var sample = GeneratedCandles.Create();
        var path = folder.PathOf("sample.csv");
        CandleFile.Write(path, sample);

        var candles = await new CsvCandleSource(path, "BTC/USDT", SomeCandles.FiveMinutes).GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes);

        candles.Count.Should().Be(200);
        candles.Symbol.Should().Be("BTC/USDT");
        candles.Timeframe.Should().Be(SomeCandles.FiveMinutes);
        SomeCandles.ToList(candles).Should().Equal(SomeCandles.ToList(sample.Last(200)));
    }

    [Fact]
    public void Candles_OfTheSample_AreSixColumnsOfEqualLengthAscendingAndPossible()
    {
        var candles = GeneratedCandles.Create();

        new[] { candles.OpenTimes.Length, candles.Opens.Length, candles.Highs.Length, candles.Lows.Length, candles.Closes.Length, candles.Volumes.Length }
            .Should().AllBeEquivalentTo(5_760);
        for (var i = 0; i < candles.Count; i++)
        {
            candles[i].IsPossible.Should().BeTrue();
            candles.OpenTimes[i].Should().Be(candles.OpenTimes[0] + (i * 300_000L));
        }
    }

    [Fact]
    public void Candles_OfAFileWithOutages_HaveItsRowsStepAndGaps()
    {
        using var folder = new TempFolder();
        var sample = GeneratedCandles.Create();
        var path = folder.PathOf("sample.csv");
        CandleFile.Write(path, sample);
        var lines = File.ReadAllLines(path);
        File.WriteAllLines(path, lines.Where((_, row) => row is not (100 or 2_000 or 2_001 or 2_002)));

        var (series, report) = CandleFile.Read(path, "BTC/USDT", SomeCandles.FiveMinutes);

        report.Candles.Should().Be(5_756);
        report.Gaps.Should().Be(2);
        report.Missing.Should().Be(4);
        report.FindingCount.Should().Be(2);
        series.Count.Should().Be(5_760);
        (series.OpenTimes[^1] - series.OpenTimes[0]).Should().Be((series.Count - 1) * series.Timeframe.Milliseconds);
    }

    [SkippableTheory]
    [InlineData("BTC_USDT-5m.obseries.csv", "5m", 87_983, 1)]
    [InlineData("BTC_USDT-5m.gtudor33.csv", "5m", 26_404, 1)]
    [InlineData("BTCUSDT-5m.cobra0506.csv", "5m", 25_920, 0)]
    [InlineData("freqtrade-2024.2/ETH_BTC-5m.csv", "5m", 5_760, 0)]
    public void Candles_OfARecordedFile_HaveTheDocumentedRowsStepAndGaps(string file, string timeframe, int rows, int gaps)
    {
        var path = SharedData.Require(["candles", .. file.Split('/')]);

        var (series, report) = CandleFile.Read(path, "BTC/USDT", Timeframe.Parse(timeframe));

        report.Candles.Should().Be(rows);
        report.Gaps.Should().Be(gaps);
        report.FindingCount.Should().Be(gaps);
        series.Count.Should().Be(rows + (int)report.Missing);
        (series.OpenTimes[^1] - series.OpenTimes[0]).Should().Be((series.Count - 1) * series.Timeframe.Milliseconds);
    }

    [SkippableFact]
    public void Candles_OfTheHourlyFileFrom2017_HaveGapsAndTheOffGridHoursAfterAnOutage()
    {
        var path = SharedData.Require("candles", "BTC_USDT-1h.aak-dev.csv");

        var report = CandleFile.Inspect(path);

        report.Timeframe.ToString().Should().Be("1h");
        report.Candles.Should().Be(21_453);
        report.OffGrid.Should().BeGreaterThan(0);
        report.Disorder.Should().Be(0);
        var read = () => CandleFile.Read(path, "BTC/USDT", Timeframe.Parse("1h"));
        read.Should().Throw<CandleSourceException>().WithMessage("*row 4191: off_grid: 2018-02-09T09:28:14.789Z*");
        var (series, _) = CandleFile.Read(path, "BTC/USDT", Timeframe.Parse("1h"), CandleFaultPolicy.Quarantine);
        series.Count.Should().Be((int)((series.OpenTimes[^1] - series.OpenTimes[0]) / 3_600_000) + 1);
    }
}
