using AgentBridge.Backtesting;

namespace AgentBridge.Tests.Backtesting;

/// <summary>Trades of which a part closes at the first target. That real Freqtrade does the same is checked by the parity tests.</summary>
public sealed class PartialExitTests
{
    private static readonly double[] Reached = [101, 103.5, 100.5, 102];
    private static readonly double[] Second = [104, 106.5, 103, 106];

    private static double[] Quiet => BacktestCase.Quiet;

    public static TheoryData<string> Releases() => [.. BacktestRules.All.Select(rules => rules.Name)];

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_FirstTargetReached_SellsTheShareAtTheNextOpenAndTheRestAtTheSecond(string release)
    {
        var trade = Run(release, [Quiet, Quiet, Reached, [102, 102.5, 101, 102], Second, Quiet, Quiet]).Trades.Should().ContainSingle().Subject;

        // By the older rules the share of the stake is sold at the price of then: 250 / 102.
        var sold = string.Equals(release, "freqtrade-2024.2", StringComparison.Ordinal) ? 2.45098 : 2.5;
        (trade.EntryAmount, trade.ExitReason, trade.CloseRate, trade.OpenRate).Should().Be((5, BacktestExitReason.Tp2, 106, 100));
        trade.Amount.Should().BeApproximately(5 - sold, 1e-9);
        trade.PartialValue.Should().BeApproximately(sold * 102, 1e-9);
        trade.CloseTimeMs.Should().Be(BacktestCase.StartMs + (4 * BacktestCase.StepMs));
        trade.ProfitAbs.Should().BeApproximately((((sold * 102) + ((5 - sold) * 106)) * 0.999) - 500.5, 1e-7);
        trade.ProfitRatio.Should().BeApproximately(trade.ProfitAbs / 500.5, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_StopAfterAPart_ClosesTheRest(string release)
    {
        var trade = Run(release, [Quiet, Quiet, Reached, Quiet, [97, 98, 94, 96], Quiet]).Trades.Should().ContainSingle().Subject;

        (trade.ExitReason, trade.CloseRate).Should().Be((BacktestExitReason.StopLoss, 95));
        trade.Amount.Should().Be(2.5);
    }

    [Theory]
    [InlineData("freqtrade-2024.2", 95.96)]
    [InlineData("freqtrade-2026.9", 96)]
    public void Run_PartSoldBelowTheEntry_RaisesTheStop(string release, double stop)
    {
        // The stop is 4.04 % below 99, and the same distance below the entry is 95.96; the data's step is 0.1.
        var trade = Run(release, [Quiet, Quiet, Reached, [99, 99.5, 97, 98], [97, 98, 94, 96], Quiet]).Trades.Should().ContainSingle().Subject;

        (trade.ExitReason, trade.CloseRate).Should().Be((BacktestExitReason.TrailingStopLoss, stop));
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public void Run_BothTargetsInACandle_ClosesTheWholeTradeAtTheSecond(string release)
    {
        var trade = Run(release, [Quiet, Quiet, [101, 106.5, 100.5, 102], Quiet, Quiet]).Trades.Should().ContainSingle().Subject;

        (trade.Amount, trade.CloseRate, trade.PartialValue).Should().Be((5, 106, 0));
    }

    [Fact]
    public void Run_RestBelowTheMinimum_SellsNoPart()
    {
        var signal = BacktestCase.Signal(0) with { Tp2 = 106, Tp1Share = 0.995 };

        var trade = Run("freqtrade-2026.9", [Quiet, Quiet, Reached, Quiet, Second, Quiet], signal).Trades.Should().ContainSingle().Subject;

        (trade.Amount, trade.PartialValue).Should().Be((5, 0));
    }

    [Fact]
    public void Run_PartialExitsOff_ClosesTheWholeTradeAtTheFirstTarget()
    {
        var pair = new BacktestPair(BacktestCase.Candles("BTC/USDT", Quiet, Quiet, Reached, Quiet, Quiet), BacktestCase.Market, [BacktestCase.Signal(0) with { Tp2 = 106, Tp1Share = 0.5 }]);

        BacktestCase.Run(BacktestRules.Freqtrade2026, pair).Trades.Should().ContainSingle().Which.ExitReason.Should().Be(BacktestExitReason.Tp1);
    }

    private static BacktestResult Run(string release, double[][] shapes, BacktestSignal? signal = null)
    {
        var pair = new BacktestPair(BacktestCase.Candles("BTC/USDT", shapes), BacktestCase.Market, [signal ?? BacktestCase.Signal(0) with { Tp2 = 106, Tp1Share = 0.5 }]);
        return BacktestCase.Run(BacktestRules.Find(release)!, BacktestCase.Options with { PartialExits = true }, pair);
    }
}
