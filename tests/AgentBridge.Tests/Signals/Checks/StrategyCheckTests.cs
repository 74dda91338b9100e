using AgentBridge.Market;
using AgentBridge.Signals;
using AgentBridge.Testing;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Signals.Checks;

/// <summary>Each rule catches the strategy that breaks it, by name; valid strategies pass all rules.</summary>
public sealed class StrategyCheckTests
{
    private static readonly CandleSeries Own = GeneratedCandles.Create(new() { Count = 3_000, Seed = 5 });

    public static TheoryData<string, StrategyDescriptor> Sabotaged => new()
    {
        { "PREFIX", StrategyDescriptor.Of<LooksAhead, NoOptions>() },
        { "DETERMINISM", StrategyDescriptor.Of<AsksTheClock, NoOptions>() },
        { "DETERMINISM", StrategyDescriptor.Of<SpeaksTheCulture, NoOptions>() },
        { "START", StrategyDescriptor.Of<DependsOnTheWindow, NoOptions>() },
        { "BYTES", StrategyDescriptor.Of<Allocates, NoOptions>() },
        { "STREAM=BATCH", StrategyDescriptor.Of<SharesState, NoOptions>() },
        { "STREAM=BATCH", StrategyDescriptor.Of<SharesStateAcrossPairs, NoOptions>() },
        { "CONTRACT", StrategyDescriptor.Of<OneForAll, NoOptions>() },
        { "CONTRACT", StrategyDescriptor.Of<SellsUndeclared, NoOptions>() },
        { "NAN", StrategyDescriptor.Of<SpreadsNan, NoOptions>() },
        { "GAP", StrategyDescriptor.Of<ThrowsAtGaps, NoOptions>() },
        { "FLAT", StrategyDescriptor.Of<DividesByTheRange, NoOptions>() },
        { "EXTREME", StrategyDescriptor.Of<FixedDistance, NoOptions>() },
    };

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(Sabotaged))]
    public void Run_SabotagedStrategy_IsCaughtByName(string rule, StrategyDescriptor descriptor)
    {
        LooksAhead.Forget();

        var report = StrategyCheck.Run(descriptor.Bind(string.Empty, 0.05), new StrategyCandles(Own));

        report.Ok.Should().BeFalse();
        report.Findings.Should().Contain(f => string.Equals(f.Rule, rule, StringComparison.Ordinal), "{0} found {1}", descriptor, string.Join("; ", report.Findings));
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Run_SlowStrategy_IsCaughtByName()
    {
        var report = StrategyCheck.Run(StrategyDescriptor.Of<TakesItsTime, NoOptions>().Bind(string.Empty, 0.05), new StrategyCandles(Own.Last(200)));

        report.Findings.Should().Contain(f => !IsNotTime(f));
        report.NsPerCandle.Should().BeGreaterThan(50_000);
    }

    [Fact]
    public void Run_PlainStrategy_PassesEveryRule()
    {
        var report = StrategyCheck.Run(StrategyDescriptor.Of<Plain, NoOptions>().Bind(string.Empty, 0.05), new StrategyCandles(Own));

        report.Findings.Where(IsNotTime).Should().BeEmpty();
        report.Plans.Should().BeGreaterThan(500);
        report.BytesPerCandle.Should().Be(0);
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("breakout", "", 20)]
    [InlineData("breakout", "high_lookback=100;low_lookback=150;tp1_r=0.5;tp2_r=9", 10)]
    [InlineData("ema-cross", "", 10)]
    [InlineData("ema-cross", "fast=3;slow=9;trend=3;trend_timeframe=15m;stop_atr=1", 20)]
    [InlineData("led-breakout", "", 10)]
    [InlineData("led-breakout", "leader=ETH/USDT;leader_period=5", 20)]
    [InlineData("led-breakout", "leader=BTC/USDT", 10)]
    public void Run_BuiltInStrategy_PassesEveryRule(string name, string parameters, int plans)
    {
        var own = GeneratedCandles.Create(new() { Count = 9_000, Seed = 2 });
        var leader = parameters.Contains("ETH", StringComparison.Ordinal) ? "ETH/USDT" : "BTC/USDT";
        var other = Renamed(GeneratedCandles.Create(new() { Count = 9_000, Seed = 3 }), leader);
        var candles = name is "led-breakout" ? new StrategyCandles(Renamed(own, "SOL/USDT"), other) : new StrategyCandles(own);

        var report = StrategyCheck.Run(StrategyCatalog.BuiltIn.Find(name).Bind(parameters, 0.05), candles);

        // A busy machine is slow, which is not the strategy's fault.
        report.Findings.Where(IsNotTime).Should().BeEmpty();
        report.BytesPerCandle.Should().Be(0);
        report.Plans.Should().BeGreaterThan(plans);
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData(SharedData.Generated)]
    [InlineData("BTC_USDT-5m.gtudor33.csv")]
    public void Run_BreakoutOnWholeHistory_PassesEveryRule(string file)
    {
        var candles = SharedData.Candles(file);

        var report = StrategyCheck.Run(StrategyCatalog.BuiltIn.Find("breakout").Bind(string.Empty, 0.05), new StrategyCandles(candles));

        report.Findings.Where(IsNotTime).Should().BeEmpty();
    }

    [Fact]
    public void Run_TooFewCandles_SaysHowMany()
    {
        var run = () => StrategyCheck.Run(StrategyCatalog.BuiltIn.Find("breakout").Bind(string.Empty, 0.05), new StrategyCandles(Own.Last(119)));

        run.Should().Throw<StrategyException>().WithMessage("119 candles are too few to check strategy breakout: its warm-up is 20; provide 120 or more");
    }

    [Fact]
    public void Run_CandlesOfTheOtherPairLacking_SaysWhich()
    {
        var run = () => StrategyCheck.Run(StrategyCatalog.BuiltIn.Find("led-breakout").Bind("leader=ETH/USDT", 0.05), new StrategyCandles(Own));

        run.Should().Throw<StrategyException>().WithMessage("*ETH/USDT*");
    }

    [Fact]
    public void Run_NoPlanAtAll_GivesAWarning()
    {
        var report = StrategyCheck.Run(StrategyCatalog.BuiltIn.Find("breakout").Bind("high_lookback=500", 0.05), new StrategyCandles(Flat()));

        report.Plans.Should().Be(0);
        report.Warnings.Should().Contain(w => w.Contains("no candle triggered a plan", StringComparison.Ordinal));
    }

    [Fact]
    public void Digest_SamePlans_IsTheSameAndOtherOptionsGiveAnother()
    {
        var candles = new StrategyCandles(Own);
        var breakout = StrategyCatalog.BuiltIn.Find("breakout");

        var digest = StrategyCheck.Digest(breakout.Bind(string.Empty, 0.05), candles);

        StrategyCheck.Digest(breakout.Bind(string.Empty, 0.05), candles).Should().Be(digest).And.HaveLength(64);
        StrategyCheck.Digest(breakout.Bind("low_lookback=5", 0.05), candles).Should().NotBe(digest);
    }

    private static bool IsNotTime(StrategyFinding finding) => finding.Rule is not "TIME";

    private static CandleSeries Flat() => TestCandles.Series(TestCandles.Quiet(700));

    private static CandleSeries Renamed(CandleSeries series, string symbol) =>
        CandleSeries.FromCandles(symbol, series.Timeframe, Enumerable.Range(0, series.Count).Select(i => series[i]));
}
