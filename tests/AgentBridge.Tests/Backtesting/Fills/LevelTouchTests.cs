using AgentBridge.Backtesting;
using AgentBridge.Market;

namespace AgentBridge.Tests.Backtesting;

/// <summary>Which level a candle reaches: stop 95, target 103.</summary>
public sealed class LevelTouchTests
{
    [Theory]
    [InlineData(100, 102, 96, 101, BacktestExitReason.Unspecified, 0)]
    [InlineData(100, 103, 96, 101, BacktestExitReason.Tp1, 103)]
    [InlineData(104, 105, 96, 101, BacktestExitReason.Tp1, 104)]
    [InlineData(100, 102, 95, 101, BacktestExitReason.StopLoss, 95)]
    [InlineData(94, 102, 93, 101, BacktestExitReason.StopLoss, 94)]
    [InlineData(100, 104, 94, 101, BacktestExitReason.StopLoss, 95)]
    public void Of_StopFirst_IsTheLevelOrTheOpenBeyondIt(double open, double high, double low, double close, BacktestExitReason reason, double price) =>
        Of(open, high, low, close, PricePath.StopFirst).Should().Be(new LevelTouch(reason, price));

    [Fact]
    public void Of_OpenAboveTheTargetAndLowBelowTheStop_IsDecidedByThePath()
    {
        Of(104, 105, 94, 101, PricePath.StopFirst).Should().Be(new LevelTouch(BacktestExitReason.StopLoss, 95));
        Of(104, 105, 94, 101, PricePath.OpenLowHighClose).Should().Be(new LevelTouch(BacktestExitReason.Tp1, 104));
        Of(100, 105, 94, 101, PricePath.OpenLowHighClose).Should().Be(new LevelTouch(BacktestExitReason.StopLoss, 95));
    }

    [Theory]
    [InlineData(95, false)]
    [InlineData(95.01, true)]
    [InlineData(102.99, true)]
    [InlineData(103, false)]
    [InlineData(double.NaN, false)]
    public void IsBetween_Levels_AreNotIncluded(double price, bool expected) => LevelTouch.IsBetween(price, 95, 103).Should().Be(expected);

    private static LevelTouch Of(double open, double high, double low, double close, PricePath path) => LevelTouch.Of(new Candle(0, open, high, low, close, 1), 95, 103, path);
}
