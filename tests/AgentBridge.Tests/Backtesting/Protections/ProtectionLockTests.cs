using AgentBridge.Backtesting;

namespace AgentBridge.Tests.Backtesting;

/// <summary>When protections lock, and until when. That real Freqtrade does the same is checked by the parity tests.</summary>
public sealed class ProtectionLockTests
{
    private static readonly double[] Stopped = [99, 99.5, 94, 96];
    private static readonly double[] Won = [101, 103.5, 100.5, 102];

    private static double[] Quiet => BacktestCase.Quiet;

    [Theory]
    [InlineData("freqtrade-2024.2", 6)]
    [InlineData("freqtrade-2026.9", 5)]
    public void CooldownPeriod_AfterATrade_LocksThePairUntilTheCandleAfterItsTime(string release, int opens)
    {
        var cooldown = new CooldownPeriod { StopDuration = ProtectionPeriod.OfCandles(2) };
        var pair = BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, Stopped, .. Enumerable.Repeat(Quiet, 7)], 0, 3, 4, 5);

        var result = Run(release, [cooldown], pair);

        RowsOf(result).Should().Equal(1, opens);
        result.Counts.Locked.Should().Be(opens - 4);
        RowsOf(Run(release, [], pair)).Should().Equal(1, 4);
    }

    [Fact]
    public void CooldownPeriod_OtherPair_IsNotLocked()
    {
        var cooldown = new CooldownPeriod { StopDuration = ProtectionPeriod.OfCandles(20) };
        var stopped = BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, Stopped, Quiet, Quiet, Quiet], 0, 3);
        var other = BacktestCase.Pair("ETH/USDT", Enumerable.Repeat(Quiet, 6), 3);

        var result = Run("freqtrade-2026.9", [cooldown], stopped, other);

        result.Trades.Select(trade => trade.Pair).Should().Equal(0, 1);
        result.Counts.Locked.Should().Be(1);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 3)]
    public void StoplossGuard_EnoughStops_LocksAllPairsUnlessPerPair(bool onlyPerPair, int trades)
    {
        var guard = new StoplossGuard { TradeLimit = 2, OnlyPerPair = onlyPerPair };
        var stopped = BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, Stopped, Quiet, Stopped, Quiet, Quiet, Quiet], 0, 2, 5);
        var other = BacktestCase.Pair("ETH/USDT", Enumerable.Repeat(Quiet, 8), 5);

        Run("freqtrade-2026.9", [guard], stopped, other).Trades.Should().HaveCount(trades);
        Run("freqtrade-2026.9", [guard with { TradeLimit = 3 }], stopped, other).Trades.Should().HaveCount(4);
    }

    [Fact]
    public void StoplossGuard_ExitsAtTheTarget_DoNotCount()
    {
        var guard = new StoplossGuard { TradeLimit = 1, RequiredProfit = 1 };

        RowsOf(Run("freqtrade-2026.9", [guard], BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, Won, Quiet, Quiet, Quiet], 0, 3))).Should().Equal(1, 4);
    }

    [Theory]
    [InlineData("freqtrade-2024.2", 2)]
    [InlineData("freqtrade-2026.9", 1)]
    public void MaxDrawdown_OfALoneLoss_CountsByTheNewerRulesOnly(string release, int trades)
    {
        var drawdown = new MaxDrawdown { MaxAllowedDrawdown = 0.01, StopDuration = ProtectionPeriod.OfMinutes(600) };

        Run(release, [drawdown], BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, Stopped, Quiet, Quiet, Quiet], 0, 3)).Trades.Should().HaveCount(trades);
    }

    [Theory]
    [InlineData(DrawdownBasis.Ratios, 0.04, 1)]
    [InlineData(DrawdownBasis.Ratios, 0.06, 2)]
    [InlineData(DrawdownBasis.Equity, 0.002, 1)]
    [InlineData(DrawdownBasis.Equity, 0.003, 2)]
    public void MaxDrawdown_Basis_IsRatiosOrTheWallet(DrawdownBasis basis, double allowed, int trades)
    {
        // A stop loses 5.2 % of the trade, whose stake is 5 % of the wallet.
        var drawdown = new MaxDrawdown { MaxAllowedDrawdown = allowed, CalculationMode = basis };

        Run("freqtrade-2026.9", [drawdown], BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, Stopped, Quiet, Quiet, Quiet], 0, 3)).Trades.Should().HaveCount(trades);
    }

    [Fact]
    public void LowProfitPairs_SumBelowTheRequired_LocksThePair()
    {
        var low = new LowProfitPairs { TradeLimit = 2, RequiredProfit = -0.03 };
        double[][] shapes = [Quiet, Quiet, Won, Quiet, Stopped, Quiet, Quiet, Quiet];

        // A win of 2.8 % and a loss of 5.2 % are -2.4 % together.
        RowsOf(Run("freqtrade-2026.9", [low], BacktestCase.Pair("BTC/USDT", shapes, 0, 2, 5))).Should().Equal(1, 3, 6);
        RowsOf(Run("freqtrade-2026.9", [low with { RequiredProfit = -0.02 }], BacktestCase.Pair("BTC/USDT", shapes, 0, 2, 5))).Should().Equal(1, 3);
    }

    [Fact]
    public void UnlockAt_ATimeOfDay_EndsTheLockThen()
    {
        // The data begin at midnight: the trade closes at 0:10, the lock ends after 0:20.
        var cooldown = new CooldownPeriod { UnlockAt = new TimeOnly(0, 20) };
        var pair = BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, Stopped, .. Enumerable.Repeat(Quiet, 7)], 0, 3, 4, 5);

        RowsOf(Run("freqtrade-2026.9", [cooldown], pair)).Should().Equal(1, 5);
        RowsOf(Run("freqtrade-2026.9", [cooldown with { UnlockAt = new TimeOnly(0, 5) }], pair)).Should().Equal([1], "0:05 is tomorrow's");
    }

    [Fact]
    public void Run_SettingThatTheReleaseLacks_IsRefusedWithACode()
    {
        var pair = BacktestCase.Pair("BTC/USDT", [Quiet, Quiet, Quiet], 0);

        foreach (var protection in new BacktestProtection[] { new CooldownPeriod { UnlockAt = TimeOnly.MinValue }, new MaxDrawdown { CalculationMode = DrawdownBasis.Equity } })
        {
            FluentActions.Invoking(() => Run("freqtrade-2024.2", [protection], pair)).Should().Throw<BacktestException>().Which.Code.Should().Be("PROTECTION_UNSUPPORTED");
        }

        FluentActions.Invoking(() => Run("freqtrade-2026.9", [new MaxDrawdown { CalculationMode = DrawdownBasis.Unspecified }], pair))
            .Should().Throw<BacktestException>().Which.Code.Should().Be("PROTECTION_INVALID");
    }

    private static BacktestResult Run(string release, BacktestProtection[] protections, params BacktestPair[] pairs) =>
        BacktestCase.Run(BacktestRules.Find(release)!, BacktestCase.Options with { Protections = protections, Slots = 5 }, pairs);

    private static IEnumerable<long> RowsOf(BacktestResult result) => result.Trades.Select(trade => (trade.OpenTimeMs - BacktestCase.StartMs) / BacktestCase.StepMs);
}
