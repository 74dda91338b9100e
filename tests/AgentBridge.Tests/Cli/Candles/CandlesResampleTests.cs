using AgentBridge.Market;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AgentBridge.Tests.Cli;

public sealed class CandlesResampleTests : IDisposable
{
    private readonly BridgeCli _cli = new() { Clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.Start).AddDays(30)) };

    public void Dispose() => _cli.Dispose();

    /// <summary>From 12:10 to 15:20, with two candles missing.</summary>
    [Fact]
    public async Task Resample_CutAtBothEnds_WritesWholeCandlesAndReportsWhatIsCut()
    {
        var candles = SomeCandles.Run(40).Where((_, i) => i >= 2 && i is not (20 or 21)).ToList();
        _cli.WriteCandles(TestCandles.Series(candles), "BTC_USDT-5m.csv");

        var json = await _cli.RunAsync("candles", "resample", "BTC_USDT-5m.csv", "--timeframe", "1h", "--out", "a.csv", "--json");
        var text = await _cli.RunAsync("candles", "resample", "BTC_USDT-5m.csv", "--timeframe", "1h", "--out", "b.csv");

        json.ExitCode.Should().Be(0, json.Error);
        json.Out.Should().StartWith(
            "{\"file\":\"a.csv\",\"format\":\"csv\",\"symbol\":\"BTC/USDT\",\"timeframe\":\"1h\",\"candles\":2,\"first\":\"2025-06-01T13:00:00.000Z\",\"last\":\"2025-06-01T14:00:00.000Z\","
            + "\"source_timeframe\":\"5m\",\"source_candles\":38,\"filled\":2,\"cut_first\":10,\"cut_last\":4,\"bytes\":");
        text.Out.Should().Contain("b.csv: 2 candles of 1h").And.Contain("10 5m candles left out: the first 1h candle is cut").And.Contain("4 5m candles left out: the last 1h candle is cut");
        (await File.ReadAllBytesAsync(_cli.PathOf("a.csv"))).Should().Equal(await File.ReadAllBytesAsync(_cli.PathOf("b.csv")));
        var expected = CandleFile.Read(_cli.PathOf("BTC_USDT-5m.csv"), "BTC/USDT", default).Series.Resampled(Timeframe.Parse("1h"));
        SomeCandles.ToList(CandleFile.Read(_cli.PathOf("a.csv"), "BTC/USDT", default).Series).Should().Equal(SomeCandles.ToList(expected));
    }

    /// <summary>What a strategy sees of a higher timeframe is what the file has, in the file and in its neighbours of any format.</summary>
    [Fact]
    public async Task Resample_GeneratedCandles_EqualsTheSeriesThatStrategiesSee()
    {
        _cli.WriteCandles(CliCandles.Generated(3_000), "BTC_USDT-5m.csv");
        _cli.Clock = new FakeTimeProvider(CliCandles.Close.AddDays(30));

        var result = await _cli.RunAsync("candles", "resample", "BTC_USDT-5m.csv", "--timeframe", "4h", "--out", "data", "--format", "csv");

        result.ExitCode.Should().Be(0, result.Error);
        SomeCandles.ToList(CandleFile.Read(_cli.PathOf("data", "BTC_USDT-4h.csv"), "BTC/USDT", default).Series)
            .Should().Equal(SomeCandles.ToList(CliCandles.Generated(3_000).Resampled(Timeframe.Parse("4h"))));
    }

    [Theory]
    [InlineData("1m", "longer timeframe")]
    [InlineData("5m", "longer timeframe")]
    [InlineData("7x", "7x")]
    [InlineData("1w", "no whole 1w candle")]
    public async Task Resample_TimeframeThatCannotBeMade_Exit2(string timeframe, string complaint)
    {
        _cli.WriteCandles(TestCandles.Series(SomeCandles.Run(40)), "BTC_USDT-5m.csv");

        var result = await _cli.RunAsync("candles", "resample", "BTC_USDT-5m.csv", "--timeframe", timeframe, "--out", "a.csv");

        result.SingleComplaint(exitCode: 2).Should().Contain(complaint);
        File.Exists(_cli.PathOf("a.csv")).Should().BeFalse();
    }

    [Fact]
    public async Task Resample_OffTheGrid_Exit2()
    {
        var threeDays = Timeframe.Parse("3d");
        var start = threeDays.FloorToOpen(SomeCandles.Start);
        _cli.WriteCandles(CandleSeries.FromCandles("BTC/USDT", threeDays, Enumerable.Range(0, 9).Select(i => new Candle(start - ((9 - i) * threeDays.Milliseconds), 1, 1, 1, 1, 1))), "BTC_USDT-3d.csv");

        var result = await _cli.RunAsync("candles", "resample", "BTC_USDT-3d.csv", "--timeframe", "1w", "--out", "a.csv");

        result.SingleComplaint(exitCode: 2).Should().Contain("--timeframe=1w").And.Contain("3d candles");
    }
}
