using AgentBridge.Market;

namespace AgentBridge.Tests.Market;

public sealed class CandleFileTests
{
    private const string Header = "timestamp,open,high,low,close,volume\n";

    [Fact]
    public void Read_MissingFile_ReportsIt()
    {
        using var folder = new TempFolder();
        var read = () => CandleFile.Read(folder.PathOf("none.csv"), "BTC/USDT", default);

        read.Should().Throw<CandleSourceException>().WithMessage("*none.csv does not exist; check the path").Which.Error.Should().Be(CandleSourceError.NotFound);
    }

    [Fact]
    public void Read_FolderInsteadOfAFile_ReportsIt()
    {
        using var folder = new TempFolder();
        var read = () => CandleFile.Read(folder.Root, "BTC/USDT", default);

        read.Should().Throw<CandleSourceException>().WithMessage("*is a folder*").Which.Error.Should().Be(CandleSourceError.NotFound);
    }

    [Fact]
    public void Read_PathThroughAFile_IsMissing()
    {
        using var folder = new TempFolder();
        var file = folder.Write("a.csv", Header);
        var read = () => CandleFile.Read(Path.Combine(file, "b.csv"), "BTC/USDT", default);

        read.Should().Throw<CandleSourceException>().Which.Error.Should().Be(CandleSourceError.NotFound);
    }

    [Theory]
    [InlineData("", "*is empty*")]
    [InlineData(Header, "*has a header but no candle*")]
    [InlineData("timestamp,open,high,low,close,volume", "*has a header but no candle*")]
    [InlineData(Header + "600000,1,1,1,1,1\n300000,1,1,1,1,1\n0,1,1,1,1,1\n", "*row 3: disorder: 1970-01-01T00:05:00.000Z comes after 1970-01-01T00:10:00.000Z in row 2; rows must ascend in time; correct the row")]
    [InlineData(Header + "0,1,1,1,1,1\n3600000,1,1,1,1,1\n7200000,1,1,1,1,1\n", "*the step between candles is 1h, but the timeframe is 5m*")]
    [InlineData(Header + "0,1,1,1,1,1\n300,1,1,1,1,1\n600,1,1,1,1,1\n", "*300 ms, but the timeframe is 5m*seconds*multiply by 1,000*")]
    [InlineData(Header + "0,1,1,1,1,1\n300000000,1,1,1,1,1\n600000000,1,1,1,1,1\n", "*but the timeframe is 5m*microseconds*divide by 1,000*")]
    [InlineData(Header + "0,1,1,1,1,1\n300000,1,1,1,1,1\n600000,1,0.5,1,1,1\n900000,1,1,1,1,1\n", "*row 4: impossible: high 0.5 is below low 1*")]
    public void Read_NotACandleFile_StopsAndNamesThePlace(string text, string message)
    {
        using var folder = new TempFolder();
        var path = folder.Write("a.csv", text);
        var read = () => CandleFile.Read(path, "BTC/USDT", SomeCandles.FiveMinutes);

        read.Should().Throw<CandleSourceException>().WithMessage(path + message).Which.Error.Should().Be(CandleSourceError.BadData);
    }

    [Fact]
    public void Read_OneCandleAndNoTimeframe_AsksForOne()
    {
        using var folder = new TempFolder();
        var path = folder.Write("a.csv", Header + "300000,1,1,1,1,1\n");
        var read = () => CandleFile.Read(path, "BTC/USDT", default);

        read.Should().Throw<CandleSourceException>().WithMessage("*too few candles to determine the timeframe").Which.Code.Should().Be(CandleCodes.TimeframeUnknown);
        CandleFile.Read(path, "BTC/USDT", SomeCandles.FiveMinutes).Series.Count.Should().Be(1);
    }

    [Fact]
    public void Write_ThenRead_GivesTheSameCandlesAndBytes()
    {
        using var folder = new TempFolder();
        var sample = GeneratedCandles.Create();
        CandleFile.Write(folder.PathOf("a.csv"), sample);

        var (series, report) = CandleFile.Read(folder.PathOf("a.csv"), "BTC/USDT", default);
        CandleFile.Write(folder.PathOf("b.csv"), series);

        report.IsClean.Should().BeTrue();
        SomeCandles.ToList(series).Should().Equal(SomeCandles.ToList(sample));
        File.ReadAllBytes(folder.PathOf("b.csv")).Should().Equal(File.ReadAllBytes(folder.PathOf("a.csv")));
        Directory.GetFiles(folder.Root).Should().HaveCount(2);
    }

    [Fact]
    public async Task GetCandles_OtherSymbolThanTheFiles_IsRefusedNamingBoth()
    {
        using var folder = new TempFolder();
        CandleFile.Write(folder.PathOf("a.csv"), GeneratedCandles.Create());
        var source = new CsvCandleSource(folder.PathOf("a.csv"), "BTC/USDT", SomeCandles.FiveMinutes);

        var get = () => source.GetCandlesAsync("ETH/USDT", SomeCandles.FiveMinutes);

        (await get.Should().ThrowAsync<CandleSourceException>()).WithMessage("*has BTC/USDT, not ETH/USDT*");
    }

    [Fact]
    public async Task GetCandles_CancelledOrBadLimit_IsRefused()
    {
        using var folder = new TempFolder();
        CandleFile.Write(folder.PathOf("a.csv"), GeneratedCandles.Create());
        var source = new CsvCandleSource(folder.PathOf("a.csv"), "BTC/USDT", SomeCandles.FiveMinutes);

        await FluentActions.Awaiting(() => source.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes, 0)).Should().ThrowAsync<ArgumentOutOfRangeException>();
        await FluentActions.Awaiting(() => source.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes, 1, new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();
        (await source.GetCandlesAsync("BTC/USDT", SomeCandles.FiveMinutes, 1_000_000)).Count.Should().Be(5_760);
    }

    [Fact]
    public async Task GetCandles_HigherTimeframe_IsMadeOfTheFilesWholeCandles()
    {
        using var folder = new TempFolder();
        var sample = GeneratedCandles.Create();
        CandleFile.Write(folder.PathOf("a.csv"), sample);
        var source = new CsvCandleSource(folder.PathOf("a.csv"), "BTC/USDT", SomeCandles.FiveMinutes);

        var hours = await source.GetCandlesAsync("BTC/USDT", Timeframe.Parse("1h"), 2);

        (hours.Timeframe.ToString(), hours.Count).Should().Be(("1h", 2));
        hours[1].Should().Be(new Candle(
            sample[^12].OpenTimeMs, sample[^12].Open, Enumerable.Range(1, 12).Max(i => sample[^i].High), Enumerable.Range(1, 12).Min(i => sample[^i].Low), sample[^1].Close,
            Enumerable.Range(1, 12).Reverse().Select(i => sample[^i].Volume).Aggregate((sum, volume) => sum + volume)));
    }

    [Theory]
    [InlineData("1m")]
    [InlineData("7m")]
    public async Task GetCandles_TimeframeThatTheFileCanNotGive_IsRefusedNamingBoth(string timeframe)
    {
        using var folder = new TempFolder();
        CandleFile.Write(folder.PathOf("a.csv"), GeneratedCandles.Create());
        var source = new CsvCandleSource(folder.PathOf("a.csv"), "BTC/USDT", SomeCandles.FiveMinutes);

        var get = () => source.GetCandlesAsync("BTC/USDT", Timeframe.Parse(timeframe));

        (await get.Should().ThrowAsync<CandleSourceException>()).WithMessage($"*has candles of 5m, from which {timeframe} can't be built*");
    }
}
