using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>Strategies on the command line: the catalogue, parameters, feeds, the check.</summary>
public sealed class StrategiesTests : IDisposable
{
    private readonly BridgeCli _cli = new() { Clock = new FixedClock(CliCandles.Close.AddDays(400)) };

    [Fact]
    public async Task Strategies_Json_DescribesEachByItsDefaults()
    {
        var all = (await _cli.RunAsync("strategies", "--json")).Json();

        all.EnumerateArray().Select(s => s.GetProperty("name").GetString()).Should().Equal(TestStrategies.BuiltInNames);
        JsonElement Of(string name) => all.EnumerateArray().Single(s => string.Equals(s.GetProperty("name").GetString(), name, StringComparison.Ordinal));
        var breakout = Of("breakout");
        breakout.GetProperty("version").GetInt32().Should().Be(1);
        breakout.GetProperty("warm_up").GetInt32().Should().Be(20);
        breakout.GetProperty("sides").EnumerateArray().Select(s => s.GetString()).Should().Equal("long");
        breakout.GetProperty("feeds").GetArrayLength().Should().Be(0);
        breakout.GetProperty("parameters").EnumerateArray().Select(p => $"{p.GetProperty("name")} {p.GetProperty("type")} {p.GetProperty("min")} {p.GetProperty("max")} {p.GetProperty("default")}").Should().Equal(
            "high_lookback int 1 500 19", "low_lookback int 1 500 10", "tp1_r double 0 1000 1", "tp2_r double 0 1000 2", "confidence double 0 1 0.6");
        Of("ema-cross").GetProperty("feeds")[0].GetRawText().Should().Be("""{"pair":null,"timeframe":"1h"}""");
        Of("led-breakout").GetProperty("feeds")[0].GetRawText().Should().Be("""{"pair":"BTC/USDT","timeframe":null}""");
    }

    [Fact]
    public async Task Strategies_Name_ShowsItsParameters()
    {
        var result = await _cli.RunAsync("strategies", "ema-cross", "--timeframe", "15m");

        result.ExitCode.Should().Be(0);
        result.Out.Should().ContainAll("ema-cross/1", "own 1h", "trend_timeframe", "a timeframe such as 1h", "closes in the slow average; more than fast").And.NotContain("breakout/1");
    }

    [Theory]
    [InlineData("strategies nonsense", "strategies nonsense: there is no such strategy; available: breakout, momentum, ")]
    [InlineData("run-cycle --strategy nonsense", "--strategy nonsense: there is no such strategy")]
    [InlineData("run-cycle --candles c.csv --param high_lookback=0", "strategy breakout: high_lookback=0: expected a whole number from 1 to 500 (how many highs before the deciding candle the close must exceed); leave it out for 19")]
    [InlineData("run-cycle --candles c.csv --param high=3", "high: strategy breakout has no such parameter; available: high_lookback,")]
    [InlineData("run-cycle --candles c.csv --param high_lookback", "'high_lookback' is not a parameter; expected name=value")]
    [InlineData("run-cycle --candles c.csv --param tp1_r=3", "strategy breakout: tp2_r must be more than tp1_r")]
    [InlineData("run-cycle --strategy ema-cross --param trend_timeframe=7m", "strategy ema-cross needs feed own 7m: 7m can't be built from 5m candles")]
    [InlineData("run-cycle --strategy ema-cross --timeframe 1m", "strategy ema-cross needs a warm-up of")]
    [InlineData("run-cycle --strategy led-breakout --candles ETH/USDT=c.csv", "strategy led-breakout also needs the candles of BTC/USDT (FEED_MISSING); add --candles BTC/USDT=FILE")]
    [InlineData("run-cycle --candles BTC/USDT=c.csv --candles ETH/USDT=d.csv", "strategy breakout uses no candles of ETH/USDT in addition to those of BTC/USDT; leave d.csv out")]
    [InlineData("run-cycle --candles BTC/USDT=c.csv --candles BTC/USDT=d.csv", "the candles of BTC/USDT are given twice")]
    [InlineData("run-cycle --candles BTC/USDT=c.csv --candles ETH/USDT=d.csv --symbol XRP/USDT", "--symbol XRP/USDT: no --candles file is of that pair")]
    [InlineData("strategies check breakout", "--candles FILE is required")]
    public async Task Arguments_Wrong_AreNamedAndExit2(string line, string named) =>
        (await _cli.RunAsync(line.Split(' '))).SingleComplaint(exitCode: 2).Should().Contain(named);

    [Fact]
    public async Task Params_OfTheSettingsAndTheCommand_AreOneStrategy()
    {
        var file = _cli.WriteCandles(CliCandles.Generated(2_000));
        _cli.Environment["STRATEGY_PARAMS"] = "high_lookback=30; low_lookback=5";

        var both = await GenerateAsync("--candles", file, "--param", "low_lookback=7");
        _cli.Environment.Remove("STRATEGY_PARAMS");
        var command = await GenerateAsync("--candles", file, "--param", "high_lookback=30", "--param", "low_lookback=7");
        var defaults = await GenerateAsync("--candles", file);

        both.Should().NotBeEmpty().And.Equal(command).And.NotIntersectWith(defaults);
        both[0].Should().Contain("breakout above 30-bar high");
    }

    [Fact]
    public async Task Params_OfAnotherModel_AreLeftOutAndReported()
    {
        var file = _cli.WriteCandles(CliCandles.Generated(200));
        _cli.Environment["STRATEGY_PARAMS"] = "high_lookback=30";

        var result = await _cli.RunAsync("generate", "--candles", file, "--strategy", "ema-cross", "--param", "trend=2", "--param", "trend_timeframe=15m", "--out", "o.jsonl");

        result.ExitCode.Should().Be(0, result.Error);
        result.SingleMessage().Should().Be("bridge: STRATEGY_PARAMS belongs to breakout (MODEL_NAME); ema-cross uses its defaults and --param");
    }

    [Theory]
    [InlineData("high_lookback=30;low", "STRATEGY_PARAMS='high_lookback=30;low': 'low' is not a parameter; expected name=value, several joined by ;")]
    [InlineData("high_lookback=900", "strategy breakout: high_lookback=900: expected a whole number from 1 to 500")]
    public async Task Params_OfTheSettingsWrong_AreNamedAndExit2(string parameters, string named)
    {
        var file = _cli.WriteCandles(CliCandles.Quiet);
        _cli.Environment["STRATEGY_PARAMS"] = parameters;

        (await _cli.RunAsync("run-cycle", "--candles", file)).SingleComplaint(exitCode: 2).Should().Contain(named);
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("ema-cross", "trend=2;trend_timeframe=15m;fast=3;slow=8")]
    [InlineData("led-breakout", "leader=ETH/USDT;leader_period=5")]
    public async Task Generate_Strategy_IsWhatRunCycleDecidesOnItsCandle(string strategy, string parameters)
    {
        string[] words = ["--strategy", strategy, .. parameters.Split(';').SelectMany(p => new[] { "--param", p })];
        var own = CliCandles.Generated(2_500);
        var other = GeneratedCandles.Create(new() { Count = 2_500, Seed = 9, Symbol = "ETH/USDT" });
        string[] Files(int count)
        {
            var name = _cli.WriteCandles(own.Prefix(count), "own.csv");
            return strategy is "led-breakout" ? ["--candles", "BTC/USDT=" + name, "--candles", "ETH/USDT=" + _cli.WriteCandles(other.Prefix(count), "other.csv")] : ["--candles", name];
        }

        var signals = await GenerateAsync([.. Files(2_500), .. words]);

        signals.Should().HaveCountGreaterThan(5);
        foreach (var signal in signals.TakeLast(5))
        {
            var close = JsonDocument.Parse(signal).RootElement.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds();
            var result = await _cli.RunAsync(["run-cycle", .. Files(own.OpenTimes.BinarySearch(close - 300_000) + 1), .. words]);
            result.Out.Should().Be(signal + "\n", result.Error);
        }
    }

    [Fact]
    public async Task RunCycle_FeedEndsEarly_IsNoTradeAndFeedMissing()
    {
        var own = _cli.WriteCandles(CliCandles.Generated(1_200), "own.csv");
        var other = _cli.WriteCandles(GeneratedCandles.Create(new() { Count = 1_199, Symbol = "ETH/USDT" }), "other.csv");

        var result = await _cli.RunAsync("run-cycle", "--strategy", "led-breakout", "--param", "leader=ETH/USDT", "--candles", "BTC/USDT=" + own, "--candles", "ETH/USDT=" + other, "--json");

        result.ExitCode.Should().Be(0);
        result.Json().GetProperty("result").GetString().Should().Be("NO_TRADE");
        result.Json().GetProperty("code").GetString().Should().Be("FEED_MISSING");
        result.SingleMessage().Should().StartWith("bridge: FEED_MISSING: ETH/USDT");
    }

    [Fact]
    public async Task Generate_FeedBeginsLate_CountsWhatWasNotDecided()
    {
        var own = _cli.WriteCandles(CliCandles.Generated(1_200), "own.csv");
        var other = _cli.WriteCandles(GeneratedCandles.Create(new() { Count = 1_200, Symbol = "ETH/USDT" }).Last(400), "other.csv");

        var result = await _cli.RunAsync("generate", "--strategy", "led-breakout", "--param", "leader=ETH/USDT", "--param", "leader_period=2", "--candles", "BTC/USDT=" + own, "--candles", "ETH/USDT=" + other, "--out", "o.jsonl", "--json");

        result.ExitCode.Should().Be(0, result.Error);
        result.Json().GetProperty("feed_missing").GetInt32().Should().BeInRange(700, 900);
        result.SingleMessage().Should().Contain("FEED_MISSING");
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("ema-cross", "trend=2;trend_timeframe=15m;fast=3;slow=8")]
    [InlineData("led-breakout", "leader_period=5")]
    public async Task DryRun_StrategyOnPaper_TradesItsSample(string strategy, string parameters)
    {
        _cli.UseFileChannel();
        _cli.PassG1();
        string[] words = [.. parameters.Split(';').SelectMany(p => new[] { "--param", p })];

        var result = await _cli.RunAsync(["dry-run", "--host", "paper", "--symbol", "ETH/USDT", "--strategy", strategy, .. words, "--json"]);

        result.ExitCode.Should().Be(0, result.Error);
        result.Json().GetProperty("trades").GetArrayLength().Should().BePositive();
        result.Json().GetProperty("trades")[0].GetProperty("pair").GetString().Should().Be("ETH/USDT");
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("breakout", "")]
    [InlineData("led-breakout", "leader=ETH/USDT;leader_period=5")]
    public async Task Check_HonestStrategy_HasNoFinding(string strategy, string parameters)
    {
        string[] words = [.. parameters.Split(';', StringSplitOptions.RemoveEmptyEntries).SelectMany(p => new[] { "--param", p })];
        string[] files = ["--candles", "BTC/USDT=" + _cli.WriteCandles(CliCandles.Generated(1_500), "own.csv")];
        files = strategy is "led-breakout" ? [.. files, "--candles", "ETH/USDT=" + _cli.WriteCandles(GeneratedCandles.Create(new() { Count = 1_500, Seed = 4, Symbol = "ETH/USDT" }), "other.csv")] : files;

        var result = await _cli.RunAsync(["strategies", "check", strategy, .. words, .. files, "--json"]);

        result.ExitCode.Should().Be(0, result.Error + result.Out);
        var report = result.Json();
        report.GetProperty("strategy").GetString().Should().Be(strategy + "/1");
        report.GetProperty("candles").GetInt32().Should().Be(1_500);
        report.GetProperty("ok").GetBoolean().Should().BeTrue();
        report.GetProperty("plans").GetInt32().Should().BePositive();
        report.GetProperty("findings").GetArrayLength().Should().Be(0);
        report.GetProperty("bytes_per_candle").GetDouble().Should().Be(0);
    }

    [Fact]
    public async Task Check_TooFewCandles_SaysHowManyAndExit2()
    {
        var file = _cli.WriteCandles(CliCandles.Quiet);

        (await _cli.RunAsync("strategies", "check", "breakout", "--candles", file)).SingleComplaint(exitCode: 2).Should().Contain("40 candles are too few to check strategy breakout: its warm-up is 20; provide 120 or more");
    }

    public void Dispose() => _cli.Dispose();

    private async Task<string[]> GenerateAsync(params string[] words)
    {
        var result = await _cli.RunAsync(["generate", .. words, "--out", "o.jsonl"]);
        result.ExitCode.Should().Be(0, result.Error);
        return await File.ReadAllLinesAsync(_cli.PathOf("o.jsonl"));
    }
}
