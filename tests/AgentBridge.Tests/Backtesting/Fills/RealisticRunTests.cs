using AgentBridge.Backtesting;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Backtesting;

/// <summary>The rules realistic on a few candles: entry 100, stop 95, target 103; fee 0.1 %, wallet 10,000, 5 % of it per trade, volume 10 a candle.</summary>
public sealed class RealisticRunTests
{
    private static readonly double[] ToTarget = [100, 104, 99.5, 103];
    private static readonly FillOptions Free = new() { Slippage = 0 };

    [Fact]
    public void Run_SlippageAndSpread_AreAgainstUsAndRoundedToTheStep()
    {
        var result = Run(new() { Slippage = 0.0005, Spread = 0.001 }, BacktestCase.Quiet, BacktestCase.Quiet, ToTarget);

        var trade = result.Trades.Should().ContainSingle().Subject;
        trade.OpenRate.Should().Be(100.1);
        trade.CloseRate.Should().Be(102.89, "103 · 0.999 = 102.897");
        trade.EntryAmount.Should().Be(4.995, "500 / 100.1");
        result.Costs!.Slippage.Should().BeApproximately((4.995 * 0.1) + (4.995 * 0.11), 1e-4);
        result.Costs.TakerFees.Should().BeApproximately(0.001 * 4.995 * (100.1 + 102.89), 1e-4);
        result.Costs.MakerFees.Should().Be(0);
    }

    [Fact]
    public void Run_VolumeLimit_FillsAPartOfTheEntryAndSellsOverSeveralCandles()
    {
        // 5 are wanted; a candle gives 20 % of its volume.
        var candles = Candles((BacktestCase.Quiet, 10), (BacktestCase.Quiet, 20), (ToTarget, 5), ([102, 102.5, 101, 102], 10), ([101, 101, 94, 95], 100));

        var result = Run(Free with { VolumeLimit = 0.2 }, candles, 0);

        result.Fills.Select(fill => (fill.IsEntry, fill.Price, fill.Amount)).Should().Equal((true, 100, 4), (false, 103, 1), (false, 102, 2), (false, 101, 1));
        var trade = result.Trades.Should().ContainSingle().Subject;
        trade.ExitReason.Should().Be(BacktestExitReason.Tp1);
        (trade.EntryAmount, trade.Amount, trade.PartialValue, trade.CloseRate).Should().Be((4, 1, 103 + 204, 101));
        trade.ProfitAbs.Should().BeApproximately(((103 + 204 + 101) * 0.999) - (400 * 1.001), 1e-8);
        result.Costs.Should().BeEquivalentTo(new { PartlyFilled = 1, NotFilled = 0, SplitExits = 1 });
    }

    [Fact]
    public void Run_NoVolume_FillsNothing()
    {
        var result = Run(Free with { VolumeLimit = 1 }, Candles((BacktestCase.Quiet, 10), (BacktestCase.Quiet, 0), (ToTarget, 10)), 0);

        result.Trades.Should().BeEmpty();
        result.Counts.NotFilled.Should().Be(1);
        result.Costs!.NotFilled.Should().Be(1);
        result.FinalBalance.Should().Be(10_000);
    }

    [Fact]
    public void Run_PriceImpact_GrowsWithTheSquareOfTheShare()
    {
        // 5 of 10: half the volume, a quarter of the impact.
        var result = Run(Free with { VolumeLimit = 1, PriceImpact = 0.1 }, BacktestCase.Quiet, BacktestCase.Quiet, ToTarget);

        result.Trades.Should().ContainSingle().Which.OpenRate.Should().Be(102.5);
    }

    [Fact]
    public void Run_Latency_EntersAndProtectsLater()
    {
        double[] down = [100, 100.5, 94, 98];
        double[] low = [94, 94.5, 93, 94];

        var result = Run(Free with { LatencyMs = 1 }, BacktestCase.Quiet, BacktestCase.Quiet, down, low);

        var trade = result.Trades.Should().ContainSingle().Subject;
        trade.OpenTimeMs.Should().Be(At(2), "the order is sent at the open of candle 1, and the next known price is the open of candle 2");
        (trade.CloseTimeMs, trade.CloseRate, trade.ExitReason).Should().Be((At(3), 94, BacktestExitReason.StopLoss), "the stop arrives after the open of candle 2, whose low it misses");
    }

    [Fact]
    public void Run_LatencyOnDetailCandles_IsAsFineAsThey()
    {
        var pair = BacktestCase.Pair("A/B", [BacktestCase.Quiet, BacktestCase.Quiet, ToTarget, BacktestCase.Quiet], 0) with
        {
            Detail = CandleSeries.FromCandles("A/B", Timeframe.Parse("1m"), Enumerable.Range(0, 20).Select(i => new Candle(BacktestCase.StartMs + (i * 60_000), 100, i == 12 ? 104 : 100.5, 99.5, 100, 10))),
        };

        var trade = Run(Free with { LatencyMs = 61_000 }, BacktestCase.Options, pair).Trades.Should().ContainSingle().Subject;

        (trade.OpenTimeMs, trade.CloseTimeMs).Should().Be((At(1) + 120_000, At(2) + 120_000));
    }

    [Fact]
    public void Run_LimitTargets_PayTheMakersFeeWithoutSlippageAndOnlyAboveTheTarget()
    {
        double[] touching = [100, 103, 99.5, 102];
        double[] gap = [105, 106, 104, 105];

        var result = Run(new() { Slippage = 0.001, LimitTargets = true, MakerFee = 0.0002 }, BacktestCase.Quiet, BacktestCase.Quiet, touching, gap);

        var trade = result.Trades.Should().ContainSingle().Subject;
        (trade.CloseTimeMs, trade.CloseRate).Should().Be((At(3), 103));
        result.Costs!.MakerFees.Should().BeApproximately(trade.EntryAmount * 103 * 0.0002, 1e-9);
    }

    [Theory]
    [InlineData(0.0001)]
    [InlineData(-0.0001)]
    public void Run_FundingRate_IsPaidAtEachEightHours(double rate)
    {
        // 2025-06-01 00:00 UTC is candle 0; 08:00 and 16:00 are candles 96 and 192.
        var result = Run(Free with { FundingRate = rate }, [.. Enumerable.Repeat(BacktestCase.Quiet, 200), ToTarget]);

        var trade = result.Trades.Should().ContainSingle().Subject;
        result.Costs!.Funding.Should().BeApproximately(2 * rate * 5 * 100, 1e-9);
        trade.ProfitAbs.Should().BeApproximately((5 * 103 * 0.999) - (500 * 1.001) - (2 * rate * 500), 1e-8);
    }

    [Fact]
    public void Run_OneSlot_IsTakenAtTheOpenAndFreeInTheNextCandle()
    {
        var shapes = Enumerable.Repeat(ToTarget, 5).ToList();

        var result = Run(Free, BacktestCase.Options, BacktestCase.Pair("A/B", shapes, 0, 1), BacktestCase.Pair("C/D", shapes, 0, 2));

        result.Trades.Select(trade => (trade.Pair, trade.OpenTimeMs)).Should().Equal((0, At(1)), (0, At(2)), (1, At(3)));
        result.Counts.NoSlot.Should().Be(1);
    }

    [Fact]
    public void Run_EndOfTheCandles_ClosesAtTheLastCloseWithoutSlippageButWithTheFee()
    {
        var result = Run(new() { Slippage = 0.001 }, BacktestCase.Quiet, BacktestCase.Quiet, [100, 102, 99, 101.5]);

        var trade = result.Trades.Should().ContainSingle().Subject;
        (trade.ExitReason, trade.CloseRate, trade.CloseTimeMs).Should().Be((BacktestExitReason.ForceExit, 101.5, At(2)));
        result.Costs!.TakerFees.Should().BeApproximately(0.001 * trade.EntryAmount * (trade.OpenRate + 101.5), 1e-9);
    }

    [Fact]
    public void Run_StopCloserThanThePartOfR_OpensNothing()
    {
        var signal = BacktestCase.Signal(0) with { Entry = 100 };
        double[] near = [96, 97, 95.5, 96];
        var pair = BacktestCase.Pair("A/B", [BacktestCase.Quiet, near, near], 0) with { Signals = [signal] };

        Run(Free, BacktestCase.Options, pair).Counts.StopTooClose.Should().Be(1);
        Run(Free with { MinRLeft = 0.2 }, BacktestCase.Options, pair).Counts.Opened.Should().Be(1);
    }

    [Fact]
    public void Run_Short_IsRefused()
    {
        var pair = BacktestCase.Pair("A/B", [BacktestCase.Quiet, BacktestCase.Quiet, ToTarget], 0);

        var run = () => Run(Free, BacktestCase.Options, pair with { Signals = [BacktestCase.Signal(0) with { Side = SignalSide.Short }] });

        run.Should().Throw<BacktestException>().WithMessage("*short signals*");
    }

    [Fact]
    public void Run_PartialExitsOrAFuture_AreRefusedWithACode()
    {
        var pair = BacktestCase.Pair("A/B", [BacktestCase.Quiet, BacktestCase.Quiet], 0);

        var partial = () => Run(Free, BacktestCase.Options with { PartialExits = true }, pair);
        partial.Should().Throw<BacktestException>().Which.Code.Should().Be("PARTIAL_EXITS_UNSUPPORTED");
        var future = () => Run(Free, BacktestCase.Options, BacktestCase.Pair("A/B:B", [BacktestCase.Quiet, BacktestCase.Quiet], 0));
        future.Should().Throw<BacktestException>().Which.Code.Should().Be("MARKET_UNSUPPORTED");
    }

    [Fact]
    public void RealisticWith_ImpactWithoutLimit_IsRefused()
    {
        var refused = () => BacktestRules.RealisticWith(new() { PriceImpact = 0.1 });

        refused.Should().Throw<OptionsException>().WithMessage("*price_impact needs a volume_limit above 0*");
    }

    private static long At(int row) => BacktestCase.StartMs + (row * BacktestCase.StepMs);

    private static CandleSeries Candles(params (double[] Shape, double Volume)[] candles) => CandleSeries.FromCandles(
        "A/B", TestCandles.FiveMinutes, candles.Select((c, i) => new Candle(At(i), c.Shape[0], c.Shape[1], c.Shape[2], c.Shape[3], c.Volume)));

    private static BacktestResult Run(FillOptions fills, params double[][] shapes) => Run(fills, BacktestCase.Options, BacktestCase.Pair("A/B", shapes, 0));

    private static BacktestResult Run(FillOptions fills, CandleSeries candles, int row) => Run(fills, BacktestCase.Options, new BacktestPair(candles, BacktestCase.Market, [BacktestCase.Signal(row)]));

    private static BacktestResult Run(FillOptions fills, BacktestOptions options, params BacktestPair[] pairs) => new BacktestEngine(BacktestRules.RealisticWith(fills), options).Run(pairs);
}
