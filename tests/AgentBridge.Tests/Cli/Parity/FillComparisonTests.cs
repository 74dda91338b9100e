using AgentBridge.Cli;
using AgentBridge.Market;

namespace AgentBridge.Tests.Cli;

/// <summary>Each difference between a bot's fill and a backtest's has one cause, or none that is known.</summary>
public sealed class FillComparisonTests
{
    private const double Stop = 99;
    private const double Target = 101;
    private const double Tick = 0.01;

    private static readonly Candle[] Rising = [new(0, 100, 100.5, 99.5, 100.4, 1), new(300_000, 100.4, 101.6, 100.3, 101.5, 1)];
    private static readonly Candle[] Falling = [new(0, 100, 100.5, 99.5, 99.6, 1), new(300_000, 99.6, 99.7, 98.2, 98.5, 1)];
    private static readonly Candle[] Both = [new(0, 100, 101.2, 98.8, 100, 1)];

    [Theory]
    [InlineData(100, null)]
    [InlineData(100.01, "EntryTick")]
    [InlineData(99.99, "EntryTick")]
    [InlineData(100.3, "LateLoop")]
    [InlineData(99.49, "LateLoop")]
    [InlineData(100.52, "Unexplained")]
    [InlineData(99.4, "Unexplained")]
    [InlineData(double.NaN, "Unexplained")]
    public void Of_Entry_HasItsClass(double rate, string? expected) =>
        Differences(new(rate, Target, "tp1"), new(100, Target, "tp1"), Rising).Should().Equal(expected is null ? [] : [$"True {expected}"]);

    [Theory]
    [InlineData(101, null)]
    [InlineData(101.5, "TpOvershoot")]
    [InlineData(100.9, "LateLoop")]
    [InlineData(101.7, "Unexplained")]
    [InlineData(99, "Unexplained")]
    public void Of_ExitAtTheTarget_HasItsClass(double rate, string? expected) =>
        Differences(new(100, rate, "tp1"), new(100, Target, "tp1"), Rising).Should().Equal(expected is null ? [] : [$"False {expected}"]);

    [Theory]
    [InlineData(99, null)]
    [InlineData(98.4, "StopSlippage")]
    [InlineData(99.2, "LateLoop")]
    [InlineData(98.1, "Unexplained")]
    [InlineData(double.NaN, "Unexplained")]
    public void Of_ExitAtTheStop_HasItsClass(double rate, string? expected) =>
        Differences(new(100, rate, "stop_loss"), new(100, Stop, "stop_loss"), Falling).Should().Equal(expected is null ? [] : [$"False {expected}"]);

    [Fact]
    public void Of_OtherReason_IsALateLoopOnlyWhereBothLevelsWereReached()
    {
        Differences(new(100, 101, "tp1"), new(100, Stop, "stop_loss"), Both).Should().Equal("False LateLoop");
        Differences(new(100, 101, "tp1"), new(100, Stop, "stop_loss"), Rising).Should().Equal("False Unexplained");
        Differences(new(100, 99, "force_exit"), new(100, Stop, "stop_loss"), Falling).Should().Equal("False Unexplained");
    }

    [Fact]
    public void Of_BothFills_AreNamedTheEntryFirst() =>
        Differences(new(100.01, 98.4, "stop_loss"), new(100, Stop, "stop_loss"), Falling).Should().Equal("True EntryTick", "False StopSlippage");

    [Theory]
    [InlineData(1, "Unexplained")]
    [InlineData(3, "Unexplained")]
    [InlineData(4, "LateLoop")]
    [InlineData(9, "LateLoop")]
    public void CandlesOf_ExitOfTheBotAfterThatOfTheBacktest_ReachToTheLaterOne(int played, string expected)
    {
        // The target is reached in the second candle; 99.2 is traded in the fourth candle only.
        var candles = CandleSeries.FromCandles("A/B", Timeframe.Parse("5m"), [.. Rising, new(600_000, 101.5, 101.6, 100, 100.2, 1), new(900_000, 100.2, 100.3, 99.1, 99.5, 1)]);

        var seen = FillComparison.CandlesOf(candles, entry: 0, exit: 1, played);

        seen.Should().HaveCount(Math.Clamp(played, 2, 4));
        FillComparison.Of(new(100, 99.2, "tp1"), new(100, Target, "tp1"), seen, Stop, Target, Tick).Select(d => $"{d.Class}").Should().Equal(expected);
    }

    private static IEnumerable<string> Differences(TradeFills bot, TradeFills backtest, Candle[] candles) =>
        FillComparison.Of(bot, backtest, candles, Stop, Target, Tick).Select(d => $"{d.IsEntry} {d.Class}");
}
