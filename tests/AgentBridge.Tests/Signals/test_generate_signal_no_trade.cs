using AgentBridge.Market;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Signals;

public sealed class test_generate_signal_no_trade
{
    private static readonly Strategy Generator = TestStrategies.Breakout();

    [Fact]
    public void GenerateSignal_QuietMarket_IsNone() => Generator.GenerateSignal(TestCandles.Series(TestCandles.Quiet(50))).Should().BeNull();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(19)]
    public void GenerateSignal_TooFewCandles_IsNone(int count) =>
        Generator.GenerateSignal(TestCandles.Series(TestCandles.Breakout(20)).Last(count)).Should().BeNull();

    [Fact]
    public void GenerateSignal_CloseEqualsTheHighestHigh_IsNone()
    {
        var candles = TestCandles.Breakout();
        candles[^1] = candles[^1] with { Close = 104_200 };

        Generator.GenerateSignal(TestCandles.Series(candles)).Should().BeNull();
    }

    [Fact]
    public void GenerateSignal_CloseOneUlpAboveTheHighestHigh_IsASignal()
    {
        var candles = TestCandles.Breakout();
        candles[^1] = candles[^1] with { Close = Math.BitIncrement(104_200.0) };

        Generator.GenerateSignal(TestCandles.Series(candles)).Should().NotBeNull();
    }

    [Fact]
    public void GenerateSignal_OnlyTheHighBreaksOut_IsNone()
    {
        var candles = TestCandles.Quiet(20);
        candles[^1] = candles[^1] with { High = 120_000 };

        Generator.GenerateSignal(TestCandles.Series(candles)).Should().BeNull();
    }

    [Fact]
    public void GenerateSignal_StopEqualsEntry_IsNone()
    {
        var generator = TestStrategies.Breakout(parameters: "low_lookback=1");
        var candles = TestCandles.Breakout();
        candles[^1] = candles[^1] with { Low = 104_211 };

        generator.GenerateSignal(TestCandles.Series(candles)).Should().BeNull();
    }

    [Fact]
    public void GenerateSignal_StopAboveEntry_IsNone()
    {
        // Lows above highs are impossible; a generator that gets them anyway gives no signal.
        var candles = TestCandles.Breakout().Select(c => c with { Low = 104_300 });

        Generator.GenerateSignal(TestCandles.Series(candles)).Should().BeNull();
    }

    [Fact]
    public void GenerateSignal_StopNotPositive_IsNone()
    {
        var candles = TestCandles.Breakout();
        candles[^1] = candles[^1] with { Low = 0 };

        Generator.GenerateSignal(TestCandles.Series(candles)).Should().BeNull();
    }

    [Fact]
    public void GenerateSignal_RiskLostInRounding_IsNone()
    {
        // Just below a power of two the spacing halves: 2^20 + 1·risk rounds back to 2^20, and TP1 would equal the entry.
        var entry = 1_048_576.0;
        var below = Math.BitDecrement(entry);
        var candles = TestCandles.Quiet(20).Select(c => c with { Open = below, High = below, Low = below, Close = below }).ToArray();
        candles[^1] = candles[^1] with { High = entry, Close = entry };

        Generator.GenerateSignal(TestCandles.Series(candles)).Should().BeNull();
    }

    [Fact]
    public void GenerateSignal_TargetOverflows_IsNone()
    {
        var candles = TestCandles.Quiet(20).Select(c => c with { Open = 1, High = 1, Low = 1, Close = 1 }).ToArray();
        candles[^1] = candles[^1] with { High = 1.7e308, Close = 1.7e308 };

        Generator.GenerateSignal(TestCandles.Series(candles)).Should().BeNull();
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void GenerateSignal_NotFiniteAnywhereInTheWindow_IsNone(double value)
    {
        for (var at = 0; at < 20; at++)
        {
            foreach (var corrupt in Corruptions(value))
            {
                var candles = TestCandles.Breakout();
                candles[at] = corrupt(candles[at]);

                Generator.GenerateSignal(TestCandles.Series(candles)).Should().BeNull("candle {0} is invalid", at);
            }
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Update_NotFiniteBeforeTheWindow_NoLongerCounts(double value)
    {
        foreach (var corrupt in Corruptions(value))
        {
            var candles = TestCandles.Breakout(21);
            candles[0] = corrupt(candles[0]);
            var state = Generator.OpenStream();

            var broke = candles.Select(c => state.OnCandle(c, out _)).ToArray();

            broke[^1].Should().BeTrue();
        }
    }

    private static IEnumerable<Func<Candle, Candle>> Corruptions(double value) =>
        [c => c with { High = value }, c => c with { Low = value }, c => c with { Close = value }];
}
