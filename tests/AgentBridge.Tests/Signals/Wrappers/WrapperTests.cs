using System.Globalization;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Signals.Setups;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Signals.Wrappers;

/// <summary>Wrappers: which plans of another strategy they let through, and how they name it.</summary>
public sealed class WrapperTests
{
    private const string Simple = "fast=1;slow=2";

    private static readonly CandleSeries Generated = GeneratedCandles.Create(new() { Count = 9_000, Seed = 3 });

    [Fact]
    public void Bind_Options_OfBothEnterTheIdWithTheVersionsOfAll()
    {
        Bind("cooldown", "strategy=momentum;fast=5").Parameters.Should().Be(
            "average=ema;cooldown_candles=12;fast=5;short=false;slow=26;stop=swing;stop_atr=2;stop_lookback=10;strategy=momentum/1;tp1_r=1;tp2_r=2");
        Bind("session", "strategy=cooldown+breakout;cooldown_candles=3").Parameters.Should().Be(
            "confidence=0.6;cooldown_candles=3;high_lookback=19;low_lookback=10;session_from=13;session_to=21;session_weekends=true;strategy=cooldown/1+breakout/1;tp1_r=1;tp2_r=2");
        Bind("cooldown", "").Parameters.Should().Be(Bind("cooldown", "strategy=breakout").Parameters);
    }

    [Fact]
    public void Bind_ItsOwnText_IsTheSame()
    {
        var text = Bind("session", "strategy=cooldown+momentum;fast=5").Parameters;

        Bind("session", text).Parameters.Should().Be(text);
    }

    [Fact]
    public void Descriptor_Bound_HasTheParametersOfBoth()
    {
        StrategyCatalog.BuiltIn.Find("cooldown").Parameters.Select(p => p.Name).Should().Equal("strategy", "cooldown_candles");
        Bind("cooldown", "strategy=led-breakout").Descriptor.Parameters.Select(p => p.Name)
            .Should().Equal("strategy", "cooldown_candles", "high_lookback", "low_lookback", "leader", "leader_period");
    }

    [Theory]
    [InlineData("cooldown", "strategy=nonsense", "strategy nonsense: there is no such strategy; available: breakout")]
    [InlineData("cooldown", "strategy=breakout+momentum", "breakout wraps nothing; it can only be the last of them")]
    [InlineData("cooldown", "strategy=cooldown", "a wrapper can be used once")]
    [InlineData("cooldown", "strategy=session+cooldown+breakout", "a wrapper can be used once")]
    [InlineData("cooldown", "strategy=Momentum", "strategy=Momentum: expected the name of a strategy, or wrappers and a strategy joined by +")]
    [InlineData("cooldown", "strategy=momentum+", "strategy=momentum+: expected the name of a strategy")]
    [InlineData("cooldown", "strategy=momentum;strategy=breakout", "strategy: given twice; name it once")]
    [InlineData("cooldown", "strategy=momentum/2", "strategy=momentum/2: there is momentum/1, not momentum/2; leave the version out")]
    [InlineData("cooldown", "strategy=momentum/1/1", "there is momentum/1, not momentum/1/1")]
    [InlineData("cooldown", "cooldown_candles=0", "cooldown_candles=0: expected a whole number from 1 to 1000")]
    [InlineData("cooldown", "high=3", "high: neither strategy cooldown nor breakout has such a parameter; available: strategy, cooldown_candles, high_lookback, low_lookback")]
    [InlineData("cooldown", "strategy=momentum;fast=30", "strategy momentum: fast must be less than slow")]
    [InlineData("session", "session_to=13", "session_to must differ from session_from")]
    [InlineData("volatility", "volatility_min=3", "volatility_max must be more than volatility_min")]
    public void Bind_Wrong_IsNamed(string name, string parameters, string named)
    {
        var bind = () => Bind(name, parameters);

        bind.Should().Throw<StrategyException>().WithMessage($"*{named}*");
    }

    [Fact]
    public void Catalog_StrategyOfAnAssembly_CanBeWrapped()
    {
        var plain = Strategy.Of(new StrategyName("mine", 4), new StrategyNeeds(1), () => SomeStream.Every, 0.05).Descriptor;
        var catalog = StrategyCatalog.BuiltIn.With([plain], "mine.dll");

        var wrapped = catalog.Find("session").Bind("strategy=cooldown+mine", 0.05);

        wrapped.Parameters.Should().Contain("strategy=cooldown/1+mine/4");
        wrapped.Needs.WarmUp.Should().Be(13);
        catalog.All.Select(s => s.Name.Name).Should().Equal([.. TestStrategies.BuiltInNames, "mine"]);
        StrategyCatalog.BuiltIn.Find("session").Invoking(s => s.Bind("strategy=mine", 0.05)).Should().Throw<StrategyException>();
    }

    [Theory]
    [InlineData(1, "2L 5L")]
    [InlineData(2, "2L 5L")]
    [InlineData(3, "2L")]
    public void Cooldown_Plans_CountAfterCandlesWithoutOne(int candles, string expected)
    {
        // Momentum alone plans on candles 2 and 5.
        var closes = SetupCandles.Of(10, 9, 11, 12, 9, 11, 12);

        SetupCandles.Sides("momentum", Simple, closes).Should().Be("2L 5L");
        SetupCandles.Sides("cooldown", $"strategy=momentum;{Simple};cooldown_candles={candles}", closes).Should().Be(expected);
    }

    [Fact]
    public void Cooldown_PlansThatFollowEachOther_CountOnce()
    {
        // The breakout plans on every candle of a rise; each plan, passed or not, begins the wait again.
        var closes = SetupCandles.Of([.. Enumerable.Repeat(10.0, 3), 13, 16, 19, 22, 22, 22, 22, 26]);
        const string Breakout = "high_lookback=2;low_lookback=2";

        SetupCandles.Sides("breakout", Breakout, closes).Should().Be("3L 4L 5L 6L 10L");
        SetupCandles.Sides("cooldown", $"strategy=breakout;{Breakout};cooldown_candles=3", closes).Should().Be("3L 10L");
    }

    [Theory]
    [InlineData("2025-06-02T12:55:00Z", "", false)]
    [InlineData("2025-06-02T13:00:00Z", "", true)]
    [InlineData("2025-06-02T20:55:00Z", "", true)]
    [InlineData("2025-06-02T21:00:00Z", "", false)]
    [InlineData("2025-06-01T13:00:00Z", "", true)]
    [InlineData("2025-06-01T13:00:00Z", ";session_weekends=false", false)]
    [InlineData("2025-05-31T13:00:00Z", ";session_weekends=false", false)]
    [InlineData("2025-05-30T13:00:00Z", ";session_weekends=false", true)]
    [InlineData("2025-06-02T13:00:00Z", ";session_weekends=false", true)]
    [InlineData("2025-06-02T23:59:00Z", ";session_from=22;session_to=6", true)]
    [InlineData("2025-06-02T05:59:00Z", ";session_from=22;session_to=6", true)]
    [InlineData("2025-06-02T06:00:00Z", ";session_from=22;session_to=6", false)]
    [InlineData("2025-06-02T21:59:00Z", ";session_from=22;session_to=6", false)]
    [InlineData("2025-06-02T23:59:00Z", ";session_from=0;session_to=24", true)]
    public void Session_Candle_CountsWhereItOpensWithin(string open, string options, bool passes)
    {
        var catalog = StrategyCatalog.BuiltIn.With([Strategy.Of(new StrategyName("every", 1), new StrategyNeeds(1), () => SomeStream.Every, 0.05).Descriptor], "test");
        var stream = catalog.Find("session").Bind("strategy=every" + options, 0.05).OpenStream();
        var openMs = DateTimeOffset.Parse(open, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

        stream.OnCandle(new Candle(openMs, 10, 11, 9, 10, 1), out _).Should().Be(passes);
    }

    [Theory]
    [InlineData("", 86_400_000)]
    [InlineData("session_weekends=false", 604_800_000)]
    public void Session_Replay_IsMovedByWholeDaysOrWeeks(string options, long expected) =>
        Bind("session", options).Needs.PeriodOn(TestCandles.FiveMinutes).Should().Be(expected);

    [Theory]
    [InlineData("volatility_min=3;volatility_max=3.1", true)]
    [InlineData("volatility_min=2.9;volatility_max=3", true)]
    [InlineData("volatility_min=3.01;volatility_max=4", false)]
    [InlineData("volatility_min=2;volatility_max=2.99", false)]
    public void Volatility_Bounds_AreIncluded(string options, bool passes)
    {
        // The true range of every candle after the first is 3, and the last close is 100.
        var candles = SetupCandles.Of([.. Enumerable.Range(0, 22).Select(i => 120.0 - i), 100]);

        SetupCandles.Sides("volatility", $"strategy=momentum;{Simple};{options}", candles).Should().Be(passes ? FormattableString.Invariant($"{candles.Length - 1}L") : "");
    }

    [Theory]
    [InlineData(101, SignalSide.Long, true)]
    [InlineData(101, SignalSide.Short, false)]
    [InlineData(99, SignalSide.Long, false)]
    [InlineData(99, SignalSide.Short, true)]
    [InlineData(100, SignalSide.Long, false)]
    [InlineData(100, SignalSide.Short, false)]
    public void HigherTrend_LastWholeCandle_DecidesTheSide(double close, SignalSide side, bool passes)
    {
        var catalog = StrategyCatalog.BuiltIn.With([Strategy.Of(new StrategyName("every", 1), new StrategyNeeds(1), () => new SomeStream(side), 0.05).Descriptor], "test");
        var stream = catalog.Find("higher-trend").Bind("strategy=every;higher_period=2", 0.05).OpenStream();
        stream.OnFeed(0, new Candle(0, 100, 110, 90, 100, 1));
        var candle = new Candle(0, 100, 110, 90, 100, 1);

        stream.OnCandle(candle, out _).Should().BeFalse("one whole candle has no average over two");
        stream.OnFeed(0, candle with { Close = close });
        stream.OnCandle(candle, out _).Should().Be(passes);
    }

    [Fact]
    public void HigherTrend_FeedsOfTheWrapped_ReachIt()
    {
        var wrapped = Bind("higher-trend", "strategy=ema-cross;higher_timeframe=4h;higher_period=5");

        wrapped.Needs.Feeds.Select(f => f.ToString()).Should().Equal("own 1h", "own 4h");
        var plain = Indexes(StrategyCatalog.BuiltIn.Find("ema-cross").Bind("", 0.05));
        var filtered = Indexes(wrapped);
        filtered.Should().NotBeEmpty().And.BeSubsetOf(plain);
        filtered.Count.Should().BeLessThan(plain.Count);
    }

    [Theory]
    [InlineData("cooldown", "strategy=breakout")]
    [InlineData("session", "strategy=breakout")]
    [InlineData("volatility", "strategy=breakout;volatility_min=0.15")]
    [InlineData("higher-trend", "strategy=breakout")]
    public void Plans_OfAWrapper_AreSomeOfTheWrappedUnchanged(string name, string parameters)
    {
        var plain = Signals(StrategyCatalog.BuiltIn.Find("breakout").Bind("", 0.05));

        var passed = Signals(Bind(name, parameters));

        passed.Should().NotBeEmpty();
        passed.Count.Should().BeLessThan(plain.Count);
        passed.Select(s => s with { DecisionId = Guid.Empty }).Should().BeSubsetOf(plain.Select(s => s with { DecisionId = Guid.Empty }));
        passed.Select(s => s.DecisionId).Should().NotIntersectWith(plain.Select(s => s.DecisionId));
    }

    private static Strategy Bind(string name, string parameters) => StrategyCatalog.BuiltIn.Find(name).Bind(parameters, 0.05);

    private static List<TradingSignal> Signals(Strategy strategy)
    {
        var signals = new List<TradingSignal>();
        _ = SignalHistory.RunRaw(new StrategyCandles(Generated), strategy, signals.Add);
        return signals;
    }

    private static List<DateTimeOffset> Indexes(Strategy strategy) => [.. Signals(strategy).Select(s => s.Timestamp)];

    private sealed class SomeStream(SignalSide side) : IStrategyStream
    {
        public static SomeStream Every => new(SignalSide.Long);

        public bool OnCandle(in Candle candle, out TradePlan plan)
        {
            var direction = side == SignalSide.Long ? 1 : -1;
            plan = new TradePlan(side, candle.Close - direction, candle.Close + direction, candle.Close + (2 * direction), 0.5, "every candle");
            return true;
        }
    }
}
