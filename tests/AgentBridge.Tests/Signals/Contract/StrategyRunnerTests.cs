using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Signals.Contract;

/// <summary>Feeds come before the candle that closes with them; with a missing feed there is no decision.</summary>
public sealed class StrategyRunnerTests
{
    private static readonly StrategyDescriptor Recording = StrategyDescriptor.Of<Recorder, RecorderOptions>();

    [Fact]
    public void Next_FeedThatClosesWithTheCandle_ComesBeforeIt()
    {
        Recorder.Events.Clear();
        var own = Candles("ETH/USDT", 0, 4);
        var runner = Recording.Bind(string.Empty, 0.05).CreateRunner("ETH/USDT", TestCandles.FiveMinutes);

        _ = runner.Run(new StrategyCandles(own, Candles("BTC/USDT", 0, 4)), Ignore);

        Recorder.Events.Should().Equal(
            "feed1@0", "own@0",
            "feed1@5", "own@5",
            "feed0@0", "feed1@10", "feed2@0", "own@10",
            "feed1@15", "own@15");
    }

    [Fact]
    public void Next_OtherPairBeganEarlier_IsHandedInByTime()
    {
        Recorder.Events.Clear();
        var runner = Recording.Bind(string.Empty, 0.05).CreateRunner("ETH/USDT", TestCandles.FiveMinutes);

        _ = runner.Run(new StrategyCandles(Candles("ETH/USDT", 3, 1), Candles("BTC/USDT", 0, 5)), Ignore);

        // Candles that close after the decision are not passed.
        Recorder.Events.Should().Equal("feed1@0", "feed1@5", "feed1@10", "feed2@0", "feed1@15", "own@15");
    }

    [Fact]
    public void Next_OwnPairAskedForAsOther_IsFedByItsOwnCandles()
    {
        Recorder.Events.Clear();
        var runner = Recording.Bind("other=ETH/USDT", 0.05).CreateRunner("ETH/USDT", TestCandles.FiveMinutes);

        var missing = runner.Run(new StrategyCandles(Candles("ETH/USDT", 0, 3)), Ignore);

        runner.OtherPairs.Should().BeEmpty();
        missing.Should().Be(0);
        Recorder.Events.Should().Equal("feed1@0", "own@0", "feed1@5", "own@5", "feed0@0", "feed1@10", "feed2@0", "own@10");
    }

    [Fact]
    public void Next_FeedEnds_IsMissingFromThenOn()
    {
        var plans = new List<int>();
        var runner = Recording.Bind(string.Empty, 0.05).CreateRunner("ETH/USDT", TestCandles.FiveMinutes);

        var missing = runner.Run(new StrategyCandles(Candles("ETH/USDT", 0, 12), Candles("BTC/USDT", 0, 9)), (int i, in TradePlan _) => plans.Add(i));

        // The first bucket, which the start may cut, takes two candles; the first complete one takes three more.
        runner.WarmUp.Should().Be(5);
        plans.Should().Equal(4, 5, 6, 7, 8);
        missing.Should().Be(3);
        runner.MissingFeed.Should().Be("BTC/USDT");
    }

    [Fact]
    public void Next_NoCandlesOfTheOtherPair_IsNoDecision()
    {
        var strategy = Recording.Bind(string.Empty, 0.05);

        strategy.GenerateSignal(Candles("ETH/USDT", 0, 50)).Should().BeNull();
        strategy.GenerateSignal(new StrategyCandles(Candles("ETH/USDT", 0, 50), Candles("BTC/USDT", 0, 50))).Should().NotBeNull();
    }

    [Fact]
    public void Next_FeedBeganTooLate_IsMissingUntilItsWarmUpIsOver()
    {
        var plans = new List<int>();
        var runner = Recording.Bind("feed_warm_up=3", 0.05).CreateRunner("ETH/USDT", TestCandles.FiveMinutes);

        _ = runner.Run(new StrategyCandles(Candles("ETH/USDT", 0, 40), Candles("BTC/USDT", 20, 20)), (int i, in TradePlan _) => plans.Add(i));

        // Three complete buckets of three candles, and two candles of one that the start may cut.
        plans.Should().Equal(Enumerable.Range(20 + 10, 10));
    }

    [Fact]
    public void TryContinue_NewWindows_HandInWhatIsNewOnly()
    {
        Recorder.Events.Clear();
        var runner = Recording.Bind(string.Empty, 0.05).CreateRunner("ETH/USDT", TestCandles.FiveMinutes);
        _ = runner.Run(new StrategyCandles(Candles("ETH/USDT", 0, 2), Candles("BTC/USDT", 0, 2)), Ignore);
        Recorder.Events.Clear();

        runner.TryContinue(new StrategyCandles(Candles("ETH/USDT", 1, 2), Candles("BTC/USDT", 1, 2))).Should().BeTrue();
        _ = runner.Next(Candles("ETH/USDT", 2, 1)[0], out _);

        Recorder.Events.Should().Equal("feed0@0", "feed1@10", "feed2@0", "own@10");
    }

    [Fact]
    public void TryContinue_HoleInTheFeed_IsNoContinuation()
    {
        var runner = Recording.Bind(string.Empty, 0.05).CreateRunner("ETH/USDT", TestCandles.FiveMinutes);
        _ = runner.Run(new StrategyCandles(Candles("ETH/USDT", 0, 2), Candles("BTC/USDT", 0, 2)), Ignore);

        runner.TryContinue(new StrategyCandles(Candles("ETH/USDT", 1, 9), Candles("BTC/USDT", 5, 5))).Should().BeFalse();
    }

    [Theory]
    [InlineData("higher=1m", "1m can't be built from 5m candles")]
    [InlineData("higher=7m", "7m can't be built from 5m candles")]
    [InlineData("higher=1w;feed_warm_up=3", "a warm-up of 8063 candles of 5m; at most 4999")]
    public void Walk_NeedThatCannotBeMet_IsNamed(string parameters, string expected)
    {
        var open = () => Recording.Bind(parameters, 0.05).CreateRunner("ETH/USDT", TestCandles.FiveMinutes);

        open.Should().Throw<StrategyException>().WithMessage($"strategy recorder needs *{expected}*");
    }

    [Fact]
    public void Next_BeforeTheWarmUpIsOver_NoPlanCounts()
    {
        var plans = new List<int>();
        var runner = Recording.Bind("other=ETH/USDT;warm_up=8", 0.05).CreateRunner("ETH/USDT", TestCandles.FiveMinutes);

        _ = runner.Run(new StrategyCandles(Candles("ETH/USDT", 0, 10)), (int i, in TradePlan _) => plans.Add(i));

        plans.Should().Equal(7, 8, 9);
    }

    [Fact]
    public void Next_PlanWithoutAnEntry_EntersAtTheClose()
    {
        var own = Candles("ETH/USDT", 0, 50);

        var signal = Recording.Bind("other=ETH/USDT", 0.05).GenerateSignal(own)!;

        signal.Entry.Should().Be(new SignalEntry(EntryType.Market, own.Closes[^1]));
        SignalValidator.Validate(signal).Should().BeNull();
    }

    [Fact]
    public void StrategyCandles_AnotherTimeframeOrPairTwice_IsRefused()
    {
        var own = Candles("ETH/USDT", 0, 5);
        var hours = CandleSeries.FromCandles("BTC/USDT", Timeframe.Parse("1h"), []);
        var wrong = () => new StrategyCandles(own, hours);
        var twice = () => new StrategyCandles(own, Candles("BTC/USDT", 0, 1), Candles("BTC/USDT", 0, 1));
        var same = () => new StrategyCandles(own, own);

        wrong.Should().Throw<StrategyException>().WithMessage("*1h*5m*");
        twice.Should().Throw<StrategyException>().WithMessage("*twice*");
        same.Should().Throw<StrategyException>().WithMessage("*twice*");
    }

    private static CandleSeries Candles(string symbol, int first, int count) => CandleSeries.FromCandles(
        symbol,
        TestCandles.FiveMinutes,
        Enumerable.Range(first, count).Select(i => new Candle(TestStart.Ms + (i * 300_000L), 100 + i, 101 + i, 99 + i, 100 + i, 1)));

    private static void Ignore(int index, in TradePlan plan)
    {
    }
}
