using AgentBridge.Market;

namespace AgentBridge.Tests.Signals.Setups;

/// <summary>A candle that no market has is left out: the crossing is seen on the next one.</summary>
public sealed class ImpossibleCandleTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    [InlineData(0)]
    public void OnCandle_ImpossibleClose_IsAsIfItWereNotThere(double close)
    {
        var candles = SetupCandles.Of(10, 9, 8, 11, 12, 9, 13).ToList();
        var without = SetupCandles.Plans("momentum", "fast=1;slow=2;stop_lookback=1", candles).Select(p => p.Plan);
        candles.Insert(3, new Candle(candles[2].OpenTimeMs + 1, 8, 9, 7, close, 1));

        var with = SetupCandles.Plans("momentum", "fast=1;slow=2;stop_lookback=1", candles).Select(p => p.Plan);

        with.Should().Equal(without).And.HaveCount(2);
    }
}
