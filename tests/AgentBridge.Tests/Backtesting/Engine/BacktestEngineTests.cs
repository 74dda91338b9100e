using AgentBridge.Backtesting;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Backtesting;

/// <summary>The rules of fills, each on a few candles. The expected trades of <see cref="Run_OneTrade_FillsAsFreqtradeDoes"/> are those that both releases gave.</summary>
public sealed class BacktestEngineTests
{
    private static double[] Quiet => BacktestCase.Quiet;

    public static TheoryData<string, string> ReleasesAndCases()
    {
        var data = new TheoryData<string, string>();
        foreach (var rules in BacktestRules.All)
        {
            foreach (var name in Cases.Keys)
            {
                data.Add(rules.Name, name);
            }
        }

        return data;
    }

    public static TheoryData<string> Releases() => [.. BacktestRules.All.Select(rules => rules.Name)];

    private static Dictionary<string, (double[][] After, BacktestExitReason Reason, double Rate, int Held)> Cases { get; } = new(StringComparer.Ordinal)
    {
        ["tp"] = ([Quiet, [101, 103.5, 100.5, 102]], BacktestExitReason.Tp1, 103, 1),
        ["stop"] = ([Quiet, [99, 99.5, 94, 96]], BacktestExitReason.StopLoss, 95, 1),
        ["both"] = ([Quiet, [99, 104, 94, 100]], BacktestExitReason.StopLoss, 95, 1),
        ["entrystop"] = ([[100, 101, 94, 96]], BacktestExitReason.StopLoss, 95, 0),
        ["entryboth"] = ([[100, 104, 94, 96]], BacktestExitReason.StopLoss, 95, 0),
        ["gapstop"] = ([Quiet, [93, 94, 92, 93]], BacktestExitReason.StopLoss, 93, 1),
        ["gaptp"] = ([Quiet, [104, 105, 103.5, 104]], BacktestExitReason.Tp1, 104, 1),
    };

    [Theory]
    [MemberData(nameof(ReleasesAndCases))]
    public void Run_OneTrade_FillsAsFreqtradeDoes(string release, string name)
    {
        var (after, reason, rate, held) = Cases[name];
        var pair = BacktestCase.Pair("BTC/USDT", [Quiet, .. after, Quiet, Quiet], 0);

        var trade = BacktestCase.Run(BacktestRules.Find(release)!, pair).Trades.Should().ContainSingle().Subject;

        trade.OpenTimeMs.Should().Be(BacktestCase.StartMs + BacktestCase.StepMs);
        trade.CloseTimeMs.Should().Be(trade.OpenTimeMs + (held * BacktestCase.StepMs));
        (trade.OpenRate, trade.CloseRate, trade.ExitReason).Should().Be((100, rate, reason));
        (trade.Amount, trade.StakeAmount).Should().Be((5, 500));
        trade.ProfitAbs.Should().BeApproximately((5 * rate * 0.999) - (5 * 100 * 1.001), 1e-8);
        trade.ProfitRatio.Should().Be(trade.ProfitAbs / 500.5);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_OpenBeyondTheLevels_OpensNothing(string release)
    {
        var pair = BacktestCase.Pair("BTC/USDT", [Quiet, [95, 95.5, 94, 95], Quiet, [103, 104, 102, 103], Quiet], 0, 2);

        var result = BacktestCase.Run(BacktestRules.Find(release)!, pair);

        result.Trades.Should().BeEmpty();
        result.Counts.BeyondLevels.Should().Be(2);
        result.FinalBalance.Should().Be(10_000);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_TradeOpenAtTheEnd_ClosesAtTheLastOpen(string release)
    {
        var pair = BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, Quiet, [101, 102, 100, 101.5]], 0);

        var result = BacktestCase.Run(BacktestRules.Find(release)!, pair);

        var trade = result.Trades.Should().ContainSingle().Subject;
        (trade.CloseRate, trade.ExitReason, trade.CloseTimeMs).Should().Be((101, BacktestExitReason.ForceExit, BacktestCase.StartMs + (3 * BacktestCase.StepMs)));
        result.FinalBalance.Should().Be(10_000 + trade.ProfitAbs);
    }

    [Fact]
    public void Run_SlotFreedInACandle_IsReusableInItOnlyByTheNewerRules()
    {
        var stopped = BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, [99, 99.5, 94, 96], Quiet, Quiet], 0);
        var waiting = BacktestCase.Pair("ETH/USDT", [Quiet, Quiet, Quiet, Quiet, Quiet], 1);

        BacktestCase.Run(BacktestRules.Freqtrade2024, stopped, waiting).Counts.Should().Match<BacktestCounts>(c => c.Opened == 1 && c.NoSlot == 1);
        BacktestCase.Run(BacktestRules.Freqtrade2026, stopped, waiting).Counts.Should().Match<BacktestCounts>(c => c.Opened == 2 && c.NoSlot == 0);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_OneSlotTwoPairs_TheFirstOfTheListGetsIt(string release)
    {
        var pairs = new[] { "ETH/USDT", "BTC/USDT" }.Select(symbol => BacktestCase.Pair(symbol, [Quiet, Quiet, Quiet], 0)).ToArray();

        BacktestCase.Run(BacktestRules.Find(release)!, pairs).Trades.Should().ContainSingle().Which.Pair.Should().Be(0);
    }

    [Theory]
    [InlineData("freqtrade-2024.2", 5)]
    [InlineData("freqtrade-2026.9", 4)]
    public void Run_TargetRoundedAboveTheHigh_RestsUntilItsTimeout(string release, int closes)
    {
        // The market's step is coarser than the data's: the target 103.046 becomes 103.05, above the high of 103.048.
        double[] near = [103, 103.048, 102.5, 103];
        double[] below = [102, 102.5, 101, 102];
        var market = BacktestCase.Market with { Tick = PriceStep.OfDecimals(2) };
        double[][] shapes = [Quiet, Quiet, near, below, below, below, below];
        var pair = new BacktestPair(BacktestCase.Candles("BTC/USDT", shapes), market, [BacktestCase.Signal(0, target: 103.046)]);

        var trade = BacktestCase.Run(BacktestRules.Find(release)!, pair).Trades.Should().ContainSingle().Subject;

        // By the newer rules the step is the data's, so the order fills at once; by the older ones it rests, is cancelled, and the exit is tried again at the open.
        var fillsAtOnce = string.Equals(release, BacktestRules.Freqtrade2026.Name, StringComparison.Ordinal);
        (trade.CloseTimeMs - BacktestCase.StartMs).Should().Be((fillsAtOnce ? 2 : closes + 1) * BacktestCase.StepMs);
        trade.CloseRate.Should().Be(fillsAtOnce ? 103.046 : 102);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_StopBetweenSteps_IsRoundedUp(string release)
    {
        var pair = new BacktestPair(
            BacktestCase.Candles("BTC/USDT", [Quiet, [100.01, 100.5, 99.5, 100], [99, 99.5, 94, 96], Quiet]), BacktestCase.Market, [BacktestCase.Signal(0, stop: 95.001)]);

        BacktestCase.Run(BacktestRules.Find(release)!, pair).Trades.Should().ContainSingle().Which.CloseRate.Should().Be(95.01);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_ConfiguredStakeAboveWhatIsFree_OpensNothing(string release)
    {
        var pair = BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, Quiet], 0);

        BacktestCase.Run(BacktestRules.Find(release)!, BacktestCase.Options with { Stake = 10_001 }, pair).Counts.NoFunds.Should().Be(1);
        BacktestCase.Run(BacktestRules.Find(release)!, BacktestCase.Options with { Stake = 10_000 }, pair).Counts.Opened.Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_StakeBelowTheMinimum_IsRaisedByAtMostThirtyPercent(string release)
    {
        BacktestResult Staked(double stake) => new BacktestEngine(BacktestRules.Find(release)!, BacktestCase.Options with { Stake = stake }, BacktestSizing.Stake)
            .Run([BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, Quiet], 0)]);

        // The minimum is 5 · 1.05 / 0.95 = 5.526.
        Staked(5.3).Trades.Should().ContainSingle().Which.Amount.Should().Be(0.05526);
        Staked(4).Counts.NoFunds.Should().Be(1);
    }

    [Fact]
    public void Run_SignalsAndAWarmUp_CountsEachSignalOnce()
    {
        var pair = BacktestCase.Pair("BTC/USDT", Enumerable.Repeat(Quiet, 10), 1, 4, 5, 8, 9);

        var result = BacktestCase.Run(BacktestRules.Freqtrade2026, BacktestCase.Options with { StartupCandles = 3 }, pair);

        result.Counts.Should().Be(new BacktestCounts(Opened: 1, OutsideRange: 3, PositionOpen: 1, NoSlot: 0, Locked: 0, NoFunds: 0, BeyondLevels: 0, Unclosed: 0));
        result.Equity.Should().HaveCount(6);
        result.Equity[0].Should().Be(10_000);
    }

    [Fact]
    public void Run_EquityOfAnOpenTrade_IsItsValueAtTheOpen()
    {
        var pair = BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, [101, 102, 100, 101], [102, 102.5, 101, 102], Quiet], 0);

        BacktestCase.Run(BacktestRules.Freqtrade2026, pair).Equity.Should().Equal(10_000, 10_005, 10_010, 10_000);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_CandleThatTouchesBoth_IsDecidedByItsDetailCandles(string release)
    {
        double[][] minutes = [.. Enumerable.Repeat(Quiet, 10), [99, 104, 99, 103], [103, 103, 94, 100], Quiet, Quiet, Quiet];
        var pair = BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, [99, 104, 94, 100], Quiet], 0);

        var trade = BacktestCase.Run(BacktestRules.Find(release)!, pair with { Detail = Minutes(minutes) }).Trades.Should().ContainSingle().Subject;

        (trade.ExitReason, trade.CloseRate, trade.CloseTimeMs).Should().Be((BacktestExitReason.Tp1, 103, BacktestCase.StartMs + (2 * BacktestCase.StepMs)));
        BacktestCase.Run(BacktestRules.Find(release)!, pair).Trades.Should().ContainSingle().Which.ExitReason.Should().Be(BacktestExitReason.StopLoss);
    }

    [Fact]
    public void Run_SlotFreedBetweenDetailCandles_IsTakenByTheNewerRules()
    {
        double[][] minutes = [.. Enumerable.Repeat(Quiet, 11), [99, 99, 94, 96], .. Enumerable.Repeat(Quiet, 8)];
        var stopped = BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, [99, 99.5, 94, 96], Quiet], 0) with { Detail = Minutes(minutes) };
        var waiting = BacktestCase.Pair("ETH/USDT", [Quiet, Quiet, Quiet, Quiet], 1);
        waiting = waiting with { Detail = CandleSeries.FromCandles("ETH/USDT", Timeframe.Parse("1m"), Enumerable.Range(0, 20).Select(i => new Candle(BacktestCase.StartMs + (i * 60_000), 100, 100.5, 99.5, 100, 10))) };

        var newer = BacktestCase.Run(BacktestRules.Freqtrade2026, stopped, waiting);

        newer.Trades.Should().HaveCount(2);
        newer.Trades[1].OpenTimeMs.Should().Be(BacktestCase.StartMs + (2 * BacktestCase.StepMs) + 60_000);
        BacktestCase.Run(BacktestRules.Freqtrade2024, stopped, waiting).Counts.Should().Match<BacktestCounts>(c => c.Opened == 1 && c.NoSlot == 1);
    }

    private static CandleSeries Minutes(double[][] shapes) => CandleSeries.FromCandles(
        "BTC/USDT", Timeframe.Parse("1m"), shapes.Select((shape, i) => new Candle(BacktestCase.StartMs + (i * 60_000), shape[0], shape[1], shape[2], shape[3], 10)));

    [Fact]
    public void Run_PairsThatDoNotFit_AreRefusedWithACode()
    {
        var quiet = BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, Quiet], 0);
        var gap = quiet with { Candles = CandleSeries.FromCandles("ETH/USDT", quiet.Candles.Timeframe, [quiet.Candles[0], quiet.Candles[2]]) };
        var hour = quiet with { Candles = CandleSeries.FromCandles("ETH/USDT", Timeframe.Parse("1h"), [quiet.Candles[0]]) };

        CodeOf().Should().Be("PAIRS_MISSING");
        CodeOf(quiet, quiet).Should().Be("PAIR_TWICE");
        CodeOf(quiet, gap).Should().Be("CANDLE_GAP");
        CodeOf(quiet, hour).Should().Be("TIMEFRAME_MISMATCH");
        CodeOf(BacktestCase.Pair("BTC/USD:BTC", [Quiet, Quiet], 0)).Should().Be("MARKET_UNSUPPORTED");
        CodeOf(BacktestCase.Pair("BTC/USDT", [Quiet])).Should().Be("CANDLES_MISSING");
        CodeOf(quiet with { Market = new BacktestMarket(PriceStep.Unknown, PriceStep.OfDecimals(5)) }).Should().Be("MARKET_INVALID");
        CodeOf(BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, Quiet], 1, 0)).Should().Be("SIGNALS_UNSORTED");
        CodeOf(quiet with { Detail = quiet.Candles }).Should().Be("DETAIL_INVALID");
        FluentActions.Invoking(() => new BacktestEngine(BacktestRules.Freqtrade2024, new() { Slots = 0 })).Should().Throw<OptionsException>();
    }

    private static string CodeOf(params BacktestPair[] pairs) =>
        FluentActions.Invoking(() => BacktestCase.Run(BacktestRules.Freqtrade2024, pairs)).Should().Throw<BacktestException>().Which.Code;
}
