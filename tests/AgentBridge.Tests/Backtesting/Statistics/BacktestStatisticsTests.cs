using AgentBridge.Backtesting;
using AgentBridge.Market;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Backtesting;

/// <summary>Figures under definitions of their own. The expected values of the small cases were computed with Python's standard library.</summary>
public sealed class BacktestStatisticsTests
{
    private const long DayMs = 86_400_000;
    private static readonly double[] Days = [1_010, 989.8, 1_019.494, 1_024.59147];

    private static double[] Quiet => BacktestCase.Quiet;

    [Theory]
    [InlineData(-3, 0.0013498980316300957)]
    [InlineData(-1.96, 0.024997895148220435)]
    [InlineData(-0.5, 0.3085375387259869)]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.8413447460685429)]
    [InlineData(2.5, 0.9937903346742238)]
    [InlineData(6, 0.9999999990134123)]
    [InlineData(40, 1)]
    [InlineData(double.NegativeInfinity, 0)]
    public void Below_OfTheNormalDistribution_IsItsTable(double x, double expected) => NormalDistribution.Below(x).Should().BeApproximately(expected, 1e-15);

    /// <summary>Computed with scipy.stats.t.</summary>
    [Theory]
    [InlineData(0, 5, 1.0)]
    [InlineData(0.5, 1, 0.7048327646991335)]
    [InlineData(1.5, 1, 0.3743340836219977)]
    [InlineData(-2.0, 9, 0.07655282377070101)]
    [InlineData(0.03, 1_487, 0.9760710789426289)]
    [InlineData(3.7, 1_487, 0.00022345659915844326)]
    [InlineData(12.5, 1_487, 3.6430792173813984e-34)]
    [InlineData(40, 30, 1.3726045194406417e-27)]
    [InlineData(1e-9, 3, 0.9999999992648948)]
    [InlineData(6.3, 100_000, 2.9887851818559037e-10)]
    public void Beyond_OfStudentsDistribution_IsItsTable(double t, int freedom, double expected) =>
        StudentDistribution.Beyond(t, freedom).Should().BeApproximately(expected, 1e-10 * expected);

    [Fact]
    public void Equity_FiveDays_HasTheDefinedFigures()
    {
        // A candle a day; the equity of a day's end is the open of the next.
        var equity = Equity(Timeframe.Parse("1d"), 0, [1_000, .. Days], 1_020.49310412);

        equity.Days.Should().Be(5);
        equity.Sharpe.Should().BeApproximately(4.363238181392078, 1e-6);
        equity.Sortino.Should().BeApproximately(8.796989213973678, 1e-6);
        equity.ProbabilisticSharpe.Should().BeApproximately(0.6770719330551106, 1e-8);
        equity.MinTrackRecordDays.Should().BeApproximately(52.24994472859419, 1e-5);
        equity.Ulcer.Should().BeApproximately(0.008326663997864546, 1e-9);
        equity.Cagr.Should().BeApproximately(3.396787013695593, 1e-6);
        equity.Calmar.Should().BeApproximately(3.396787013695593 / 0.02, 1e-3);
        equity.Drawdown.Should().Be(new EquityDrawdown((1_010 - 989.8) / 1_010, DayMs, 2 * DayMs, 3 * DayMs));
        equity.Exposure.Should().Be(0);
    }

    /// <summary>30 hours from 20:00 on: 4 of the first day, 24 of the second, 2 of the third.</summary>
    [Fact]
    public void Equity_CandlesAcrossMidnight_EndsADayAtTheFirstOpenAfterIt()
    {
        double[] hours = [.. Enumerable.Range(0, 30).Select(hour => 1_000.0 + (hour < 4 ? 50 : hour < 28 ? hour : 0))];

        var equity = Equity(Timeframe.Parse("1h"), 20 * DayMs / 24, hours, 990);

        // The days end at 1,004, 1,000 and 990.
        equity.Days.Should().Be(3);
        equity.Ulcer.Should().BeApproximately(Math.Sqrt((Math.Pow(4.0 / 1_004, 2) + Math.Pow(14.0 / 1_004, 2)) / 4), 1e-12);
        equity.Drawdown.Should().Be(new EquityDrawdown(60.0 / 1_050, 20 * DayMs / 24, 50 * DayMs / 24, null));
    }

    [Fact]
    public void Of_NoTrades_HasNoRatios()
    {
        var pair = BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, Quiet, Quiet]);
        var result = BacktestCase.Run(BacktestRules.Freqtrade2026, pair);

        var statistics = BacktestStatistics.Of(result, [pair], BacktestCase.Options);

        statistics.Equity.Should().BeEquivalentTo(new { Sharpe = (double?)null, Sortino = (double?)null, Calmar = (double?)null, ProbabilisticSharpe = (double?)null, MinTrackRecordDays = (double?)null, Ulcer = 0.0, Exposure = 0.0, Cagr = 0.0 });
        statistics.Equity.Drawdown.Fraction.Should().Be(0);
        statistics.Trades.WinRate.Should().BeNull();
        statistics.Trades.QuantilesR.Should().BeEmpty();
        statistics.Groups.Pair.Should().BeEmpty();
        statistics.Simulation.Should().BeNull();
        statistics.BuyAndHold.Should().BeApproximately(((1 - 0.001) / (1 + 0.001)) - 1, 1e-15);
    }

    /// <summary>Won at 103 in the second candle, lost at 95 in the third: R is 5 for each coin, and the fees belong to the result.</summary>
    [Fact]
    public void Trades_OneWonAndOneLost_AreCountedInR()
    {
        var pair = BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, [101, 103.5, 98, 102], Quiet, Quiet, [100, 101, 97, 100], [99, 99.5, 94, 96], Quiet], 0, 3);
        var result = BacktestCase.Run(BacktestRules.Freqtrade2026, pair);

        var statistics = BacktestStatistics.Of(result, [pair], BacktestCase.Options);

        result.Trades.Should().HaveCount(2);
        var (won, lost) = ((103 * 0.999) - 100.1, (95 * 0.999) - 100.1);
        var trades = statistics.Trades;
        trades.WinRate.Should().Be(0.5);
        trades.ProfitFactor.Should().BeApproximately(-won * result.Trades[0].Amount / (lost * result.Trades[1].Amount), 1e-6);
        trades.ExpectancyR.Should().BeApproximately((won + lost) / 2 / 5, 1e-6);
        (trades.LongestWinStreak, trades.LongestLossStreak, trades.MeanCandles).Should().Be((1, 1, 2.5));
        trades.MeanMaeR.Should().BeApproximately((2.0 + 6) / 2 / 5, 1e-12);
        trades.MeanMfeR.Should().BeApproximately((3.5 + 1) / 2 / 5, 1e-12);
        trades.QuantilesR[0].Should().BeApproximately(lost / 5, 1e-6);
        trades.QuantilesR[3].Should().BeApproximately((won + lost) / 2 / 5, 1e-6);
        trades.QuantilesR[^1].Should().BeApproximately(won / 5, 1e-6);
        statistics.Equity.Exposure.Should().BeApproximately(5.0 / result.Equity.Length, 1e-12);
        statistics.Groups.ExitReason.Select(group => (group.Name, group.Trades, group.Wins)).Should().BeEquivalentTo([("stop_loss", 1, 0), ("tp1", 1, 1)]);
        statistics.Groups.Weekday.Should().ContainSingle().Which.Name.Should().Be("Sunday");
        statistics.Groups.Hour.Should().ContainSingle().Which.Name.Should().Be("00");
        statistics.Groups.Month.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Name = "2025-06", Trades = 2, ProfitAbs = result.Trades.Sum(trade => trade.ProfitAbs) });
    }

    [Fact]
    public void Simulation_SameSeed_GivesTheSame_AndOrderDoesNotChangeTheReturn()
    {
        var (result, pair) = Recorded();

        var one = BacktestStatistics.Of(result, [pair], BacktestCase.Options, runs: 400, seed: 5).Simulation!;
        var two = BacktestStatistics.Of(result, [pair], BacktestCase.Options, runs: 400, seed: 5).Simulation!;
        var other = BacktestStatistics.Of(result, [pair], BacktestCase.Options, runs: 400, seed: 6).Simulation!;

        two.Should().Be(one);
        other.Should().NotBe(one);
        var actual = (result.FinalBalance / BacktestCase.Options.Wallet) - 1;
        one.ResampledReturn.Low.Should().BeLessThan(actual);
        one.ResampledReturn.High.Should().BeGreaterThan(actual);
        one.ResampledReturn.Median.Should().BeApproximately(actual, one.ResampledReturn.High - one.ResampledReturn.Low);
        one.ShuffledDrawdown.Low.Should().BeInRange(0, one.ShuffledDrawdown.Median);
        one.ShuffledDrawdown.High.Should().BeInRange(one.ShuffledDrawdown.Median, 1);
        BacktestStatistics.Of(result, [pair], BacktestCase.Options, runs: 0).Simulation.Should().BeNull();
    }

    /// <summary>One trade has one order and one sample: every quantile is its result.</summary>
    [Fact]
    public void Simulation_OneTrade_IsThatTrade()
    {
        var pair = BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, [99, 99.5, 94, 96], Quiet], 0);
        var result = BacktestCase.Run(BacktestRules.Freqtrade2024, pair);

        var simulation = BacktestStatistics.Of(result, [pair], BacktestCase.Options, runs: 20).Simulation!;

        var change = result.Trades.Single().ProfitAbs / 10_000;
        foreach (var value in new[] { simulation.ResampledReturn.Low, simulation.ResampledReturn.High, -simulation.ShuffledDrawdown.Median, -simulation.ResampledDrawdown.High })
        {
            value.Should().BeApproximately(change, 1e-12);
        }
    }

    [Fact]
    public void Drawdown_AnyEquity_IsTheLargestOfAllPairs() => Property.Holds(Gen.Choose(1, 60).NonEmptyListOf(), 200, levels =>
    {
        double[] equity = [.. levels.Select(level => (double)level)];
        var drawdown = Equity(TestCandles.FiveMinutes, 0, equity[..^1], equity[^1]).Drawdown;

        var worst = 0.0;
        for (var i = 0; i < equity.Length; i++)
        {
            for (var j = i; j < equity.Length; j++)
            {
                worst = Math.Max(worst, (equity[i] - equity[j]) / equity[i]);
            }
        }

        drawdown.Fraction.Should().BeApproximately(worst, 1e-15);
        var (high, low) = (equity[drawdown.HighMs / BacktestCase.StepMs], equity[drawdown.LowMs / BacktestCase.StepMs]);
        ((high - low) / high).Should().BeApproximately(worst, 1e-15);
        if (drawdown.RecoveredMs is { } time)
        {
            equity[time / BacktestCase.StepMs].Should().BeGreaterThanOrEqualTo(high);
            time.Should().BeGreaterThanOrEqualTo(drawdown.LowMs);
        }
        else
        {
            equity[(int)(drawdown.LowMs / BacktestCase.StepMs)..].Should().OnlyContain(value => value < high);
        }
    });

    /// <summary>The figures of an equity that is given.</summary>
    private static EquityStatistics Equity(Timeframe timeframe, long firstMs, double[] equity, double final)
    {
        var candles = CandleSeries.FromCandles("BTC/USDT", timeframe, [new Candle(0, 1, 1, 1, 1, 1)]);
        var lastMs = firstMs + ((equity.Length - 1) * timeframe.Milliseconds);
        var result = new BacktestResult([], new(0, 0, 0, 0, 0, 0, 0, 0), firstMs, lastMs, [.. equity], final);
        return BacktestStatistics.Of(result, [new(candles, BacktestCase.Market, [])], new BacktestOptions { Wallet = 1_000 }, runs: 0).Equity;
    }

    private static (BacktestResult Result, BacktestPair Pair) Recorded()
    {
        var candles = TestCandles.Walk(3, 3_000);
        var signals = Enumerable.Range(0, 140).Select(i => (Row: i * 20, Close: candles[i * 20].Close))
            .Select(at => new BacktestSignal(new Guid(at.Row, 0, 0, [1, 0, 0, 0, 0, 0, 0, 0]), candles[at.Row].OpenTimeMs, at.Close - 12, at.Close + 9, 0.05));
        var pair = new BacktestPair(candles, BacktestCase.Market, [.. signals]);
        var result = BacktestCase.Run(BacktestRules.Freqtrade2026, pair);
        result.Trades.Count.Should().BeGreaterThan(40);
        return (result, pair);
    }
}
