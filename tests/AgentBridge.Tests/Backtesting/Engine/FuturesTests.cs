using AgentBridge.Backtesting;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Backtesting;

/// <summary>Perpetual futures, long and short: entry 100, 5 coins, stop 105 and target 97 of a short trade. That real Freqtrade does the same is checked by the parity tests.</summary>
public sealed class FuturesTests
{
    private const string Future = "ETH/USDT:USDT";
    private const string Older = "freqtrade-2024.2";
    private const string Newer = "freqtrade-2026.9";
    private const long HourMs = 3_600_000;

    private static readonly LeverageTier[] Tiers = [new(0, 50_000, 0.004, 0), new(50_000, 500_000, 0.005, 50)];
    private static readonly double[] Fallen = [99, 99.5, 96.5, 98];
    private static readonly double[] Risen = [101, 106, 100, 105];

    private static double[] Quiet => BacktestCase.Quiet;

    public static TheoryData<string> Releases() => [.. BacktestRules.All.Select(rules => rules.Name)];

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_ShortReachesItsTarget_EarnsTheFall(string release)
    {
        var trade = RunShort(release, [Quiet, Quiet, Fallen, Quiet]).Trades.Should().ContainSingle().Subject;

        (trade.Side, trade.ExitReason, trade.OpenRate, trade.CloseRate, trade.Amount).Should().Be((SignalSide.Short, BacktestExitReason.Tp1, 100, 97, 5));
        trade.ProfitAbs.Should().Be(14.015, "500 · 0.999 − 485 · 1.001");
        trade.ProfitRatio.Should().BeApproximately(14.015 / 499.5, 1e-15);
        (trade.MinRate, trade.MaxRate).Should().Be((96.5, 100.5));
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_ShortReachesItsStop_LosesTheRise(string release)
    {
        var trade = RunShort(release, [Quiet, Quiet, Risen, Quiet]).Trades.Should().ContainSingle().Subject;

        (trade.ExitReason, trade.CloseRate, trade.ProfitAbs).Should().Be((BacktestExitReason.StopLoss, 105, -26.025));
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_ShortOpensBeyondItsLevels_FillsAtTheOpen(string release)
    {
        RunShort(release, [Quiet, Quiet, [107, 108, 106, 107], Quiet]).Trades[0].CloseRate.Should().Be(107);
        RunShort(release, [Quiet, Quiet, [95, 96, 94, 95], Quiet]).Trades[0].CloseRate.Should().Be(95);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_BothLevelsOfAShortInACandle_StopComesFirst(string release)
    {
        RunShort(release, [Quiet, Quiet, [100, 106, 96, 100], Quiet]).Trades[0].ExitReason.Should().Be(BacktestExitReason.StopLoss);
    }

    [Theory]
    [InlineData(95.0)]
    [InlineData(105.0)]
    public void Run_ShortSignalWhoseEntryIsBeyondItsLevels_OpensNothing(double open)
    {
        RunShort(Newer, [Quiet, [open, open + 1, open - 1, open], Quiet, Quiet]).Counts.BeyondLevels.Should().Be(1);
    }

    [Theory]
    [InlineData(Older, SignalSide.Long, -1.2)]
    [InlineData(Older, SignalSide.Short, 1.2)]
    [InlineData(Newer, SignalSide.Long, -1.75)]
    [InlineData(Newer, SignalSide.Short, 1.75)]
    public void Run_FundingIsDue_IsPaidByLongsAndReceivedByShorts(string release, SignalSide side, double funding)
    {
        // 5 coins: 0.1 % of 110 after an hour, which the older rules don't know, 0.2 % of 120 after eight, and what is due before the entry.
        BacktestFunding[] payments = [new(BacktestCase.StartMs, 1, 100), new(BacktestCase.StartMs + HourMs + 7, 0.001, 110), new(BacktestCase.StartMs + (8 * HourMs), 0.002, 120)];
        var shapes = Enumerable.Repeat(Quiet, 97).Append(side == SignalSide.Short ? Fallen : [101, 103.5, 100.5, 103]).Append(Quiet);

        var trade = Run(release, Pair(shapes, Signal(0, side)) with { Funding = payments }).Trades.Should().ContainSingle().Subject;

        trade.FundingFees.Should().BeApproximately(funding, 1e-12);
        trade.ProfitAbs.Should().BeApproximately((side == SignalSide.Short ? 14.015 : 13.985) + funding, 1e-8);
    }

    [Theory]
    [InlineData(Older, 0)]
    [InlineData(Newer, 0.55)]
    public void Run_ExitBeforeTheFundingIsDue_IsNotPaidIt(string release, double funding)
    {
        BacktestFunding[] payments = [new(BacktestCase.StartMs + HourMs, 0.001, 110), new(BacktestCase.StartMs + (8 * HourMs), 0.002, 120)];
        var shapes = Enumerable.Repeat(Quiet, 95).Append(Fallen).Append(Quiet);

        Run(release, Pair(shapes, Signal(0, SignalSide.Short)) with { Funding = payments }).Trades[0].FundingFees.Should().BeApproximately(funding, 1e-12);
    }

    [Theory]
    [InlineData(Older, 194.24302788844622)]
    [InlineData(Newer, 194.2)]
    public void Run_ShortWithAFarStopRises_IsLiquidated(string release, double price)
    {
        // (500 + 0 + 500) / (5 · 0.004 + 5) = 199.203…, and 5 % of the way from 100 earlier; the data's step is 0.1.
        var pair = Pair([Quiet, Quiet, [150, 195, 149, 190], Quiet], Signal(0, SignalSide.Short) with { Stop = 260 });

        var trade = Run(release, pair with { Market = BacktestCase.Market with { LeverageTiers = Tiers } }).Trades.Should().ContainSingle().Subject;

        (trade.ExitReason, trade.CloseRate, trade.LiquidationPrice).Should().Be((BacktestExitReason.Liquidation, price, price));
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_ShortWithoutTiersAndAFarStop_StopsAtTheStrategysOwn(string release)
    {
        var trade = Run(release, Pair([Quiet, Quiet, [150, 250, 149, 190], Quiet], Signal(0, SignalSide.Short) with { Stop = 260 })).Trades.Should().ContainSingle().Subject;

        (trade.ExitReason, trade.CloseRate, trade.LiquidationPrice).Should().Be((BacktestExitReason.StopLoss, 199, 0));
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_LongWithTiers_IsLiquidatedAtTheBufferOfItsEntry(string release)
    {
        var pair = Pair([Quiet, Quiet, [50, 51, 4, 5], Quiet], Signal(0, SignalSide.Long) with { Stop = 1.5 });

        var trade = Run(release, pair with { Market = BacktestCase.Market with { LeverageTiers = Tiers } }).Trades.Should().ContainSingle().Subject;

        (trade.ExitReason, trade.CloseRate).Should().Be((BacktestExitReason.Liquidation, 5));
    }

    [Theory]
    [InlineData(Older, 1)]
    [InlineData(Newer, 2)]
    public void Run_OtherSideSignalledWhereATradeCloses_ReplacesItByTheNewerRules(string release, int trades)
    {
        var pair = Pair([Quiet, Quiet, [102, 103.5, 101, 102], [102, 102.5, 100, 100], Quiet], Signal(0, SignalSide.Long), Signal(1, SignalSide.Short) with { Stop = 110, Tp1 = 100.5 });

        var result = Run(release, pair);

        result.Trades.Should().HaveCount(trades);
        result.Counts.PositionOpen.Should().Be(2 - trades);
        result.Trades[^1].OpenTimeMs.Should().Be(BacktestCase.StartMs + (trades * BacktestCase.StepMs));
    }

    [Fact]
    public void Run_SameSideSignalledWhereATradeCloses_OpensNothing()
    {
        Run(Newer, Pair([Quiet, Quiet, Fallen, Quiet, Quiet], Signal(0, SignalSide.Short), Signal(1, SignalSide.Short))).Counts.PositionOpen.Should().Be(1);
    }

    [Fact]
    public void Run_PartOfAShortAtItsFirstTarget_EarnsBothParts()
    {
        var signal = Signal(0, SignalSide.Short) with { Tp2 = 94, Tp1Share = 0.5 };

        var trade = new BacktestEngine(BacktestRules.Freqtrade2026, BacktestCase.Options with { PartialExits = true })
            .Run([Pair([Quiet, Quiet, Fallen, [98, 99, 97.5, 98], [95, 95.5, 93.5, 94], Quiet], signal)]).Trades.Should().ContainSingle().Subject;

        (trade.Amount, trade.PartialValue, trade.CloseRate).Should().Be((2.5, 245, 94));
        trade.ProfitAbs.Should().BeApproximately(19.02, 1e-8, "499.5 − (245 + 235) · 1.001");
    }

    [Fact]
    public void Run_OpenShort_IsWorthMoreWhereThePriceFalls()
    {
        var equity = RunShort(Newer, [Quiet, Quiet, [98, 99, 97.5, 98], Quiet]).Equity;

        equity[1].Should().BeApproximately(10_010, 1e-9);
    }

    [Fact]
    public void Run_WhatFreqtradeHasNot_IsRefused()
    {
        CodeOf(BacktestCase.Pair("BTC/USDT", [Quiet, Quiet]) with { Signals = [Signal(0, SignalSide.Short)] }).Should().Be("SHORT_ON_SPOT");
        CodeOf(BacktestCase.Pair(Future, [Quiet, Quiet]) with { Signals = [Signal(0, SignalSide.Unspecified)] }).Should().Be("SIDE_INVALID");
        CodeOf(BacktestCase.Pair("BTC/USDT", [Quiet, Quiet]), BacktestCase.Pair(Future, [Quiet, Quiet])).Should().Be("MARKETS_MIXED");
        CodeOf(BacktestCase.Pair(Future, [Quiet, Quiet]) with { Funding = [new(1, 0.1, 0)] }).Should().Be("FUNDING_INVALID");
        CodeOf(BacktestCase.Pair(Future, [Quiet, Quiet]) with { Funding = [new(1, 0.1, 1), new(1, 0.1, 1)] }).Should().Be("FUNDING_INVALID");
        CodeOf(BacktestCase.Pair(Future, [Quiet, Quiet]) with { Market = BacktestCase.Market with { LeverageTiers = [new(5, 10, 0, 0)] } }).Should().Be("TIERS_INVALID");
    }

    private static BacktestPair Pair(IEnumerable<double[]> shapes, params BacktestSignal[] signals) => new(BacktestCase.Candles(Future, shapes), BacktestCase.Market, signals);

    private static BacktestSignal Signal(int row, SignalSide side) => (side == SignalSide.Short ? BacktestCase.Signal(row, 105, 97) : BacktestCase.Signal(row)) with { Side = side };

    private static BacktestResult RunShort(string release, double[][] shapes) => Run(release, Pair(shapes, Signal(0, SignalSide.Short)));

    private static BacktestResult Run(string release, params BacktestPair[] pairs) => BacktestCase.Run(BacktestRules.Find(release)!, pairs);

    private static string CodeOf(params BacktestPair[] pairs) => FluentActions.Invoking(() => Run(Newer, pairs)).Should().Throw<BacktestException>().Which.Code;
}
