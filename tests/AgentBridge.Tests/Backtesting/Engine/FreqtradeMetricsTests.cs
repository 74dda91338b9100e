using AgentBridge.Backtesting;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Backtesting;

/// <summary>The figures on a few trades, computed by hand; the figures of whole results are compared with Freqtrade's by <c>bridge parity</c>.</summary>
public sealed class FreqtradeMetricsTests
{
    private static readonly BacktestPair[] Pairs = [BacktestCase.Pair("BTC/USDT", [[100, 101, 99, 100], [100, 111, 99, 110], [110, 121, 109, 121]])];

    [Fact]
    public void Of_WinsAndLosses_AreFreqtradesFormulas()
    {
        var metrics = Of(BacktestRules.Freqtrade2026, 30, -10, -5, 25);

        (metrics.TotalTrades, metrics.Wins, metrics.Draws, metrics.Losses, metrics.Winrate).Should().Be((4, 2, 0, 2, 0.5));
        (metrics.ProfitTotalAbs, metrics.ProfitTotal, metrics.BacktestDays).Should().Be((40, 0.04, 1));
        metrics.Expectancy.Should().Be(10);
        metrics.ExpectancyRatio.Should().BeApproximately(((1 + (27.5 / 7.5)) * 0.5) - 1, 1e-12);
        metrics.ProfitFactor.Should().BeApproximately(55.0 / 15, 1e-12);
        (metrics.MaxDrawdownAbs, metrics.MaxDrawdownAccount).Should().Be((15, 15.0 / 1030));
        metrics.Sharpe.Should().BeApproximately(0.04 / Math.Sqrt(0.0003125) * Math.Sqrt(365), 1e-9);
        metrics.Sortino.Should().BeApproximately(0.04 / 0.0025 * Math.Sqrt(365), 1e-9);
        metrics.Calmar.Should().BeApproximately(4 / (15.0 / 1030) * Math.Sqrt(365), 1e-9);
        metrics.Sqn.Should().Be(0.9798);
        metrics.PValue.Should().BeApproximately(0.3994412239299368, 1e-12);
        metrics.MarketChange.Should().BeApproximately(0.21, 1e-12);
    }

    [Fact]
    public void Of_WorstPointIsTheFirstTrade_IsADrawdownOnlyInTheNewerRelease()
    {
        Of(BacktestRules.Freqtrade2024, -10, 30).MaxDrawdownAbs.Should().Be(0);
        Of(BacktestRules.Freqtrade2024, -10, 30).Calmar.Should().Be(-100);
        Of(BacktestRules.Freqtrade2026, -10, 30).MaxDrawdownAbs.Should().Be(10);
    }

    [Fact]
    public void Of_NoTrades_IsZeroEverywhere()
    {
        var metrics = Of(BacktestRules.Freqtrade2026);

        (metrics.TotalTrades, metrics.Sharpe, metrics.Calmar, metrics.Sqn, metrics.ProfitFactor, metrics.MaxDrawdownAbs).Should().Be((0, 0, 0, 0, 0, 0));
        metrics.ExpectancyRatio.Should().Be(100);
    }

    private static FreqtradeMetrics Of(BacktestRules rules, params double[] profits)
    {
        var trades = profits.Select((profit, i) => new BacktestTrade(0, 0, i, i + 1, 1, 1, BacktestExitReason.Tp1, 0, 1, 1, profit, 1, 1, SignalSide.Long)).ToList();
        var result = new BacktestResult(trades, new(0, 0, 0, 0, 0, 0, 0, 0), BacktestCase.StartMs + BacktestCase.StepMs, BacktestCase.StartMs + (2 * BacktestCase.StepMs), [], 1000 + profits.Sum());
        return FreqtradeMetrics.Of(result, Pairs, rules, new() { Wallet = 1000 });
    }
}
