using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market;

/// <summary>The average true range of a moving market is above 0, from the first bar with a value.</summary>
public sealed class test_atr_positive
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(14)]
    [InlineData(200)]
    public void ComputeAtr_OfTheSample_IsNaNBeforeTheFirstValueAndPositiveAfter(int period)
    {
        var atr = Atr.ComputeAtr(GeneratedCandles.Create(), period);

        atr.Should().HaveCount(5_760);
        atr.Take(period).Should().OnlyContain(value => double.IsNaN(value));
        atr.Skip(period).Should().OnlyContain(value => value > 0 && double.IsFinite(value));
    }

    [SkippableFact]
    public void ComputeAtr_OfRecordedCandles_IsPositive()
    {
        var (series, _) = CandleFile.Read(SharedData.Require("candles", "BTC_USDT-5m.obseries.csv"), "BTC/USDT", SomeCandles.FiveMinutes);

        Atr.ComputeAtr(series).Skip(14).Should().OnlyContain(value => value > 0);
    }

    [Fact]
    public void ComputeAtr_OfHandComputedBars_IsTheSeedMeanThenWilders()
    {
        // True ranges: 3, 4, 5 (from the gap below), then 2.
        var candles = CandleSeries.FromCandles("BTC/USDT", SomeCandles.FiveMinutes,
        [
            new Candle(0, 10, 11, 9, 10, 1),
            new Candle(300_000, 10, 12, 9, 12, 1),
            new Candle(600_000, 12, 14, 10, 10, 1),
            new Candle(900_000, 7, 8, 5, 8, 1),
            new Candle(1_200_000, 8, 9, 7, 8, 1),
        ]);

        Atr.ComputeAtr(candles, 3).Should().Equal(double.NaN, double.NaN, double.NaN, 4, ((4 * 2) + 2) / 3.0);
    }

    [Fact]
    public void ComputeAtr_FewerCandlesThanThePeriod_IsNaNThroughout() =>
        Atr.ComputeAtr(GeneratedCandles.Create().Prefix(14)).Should().OnlyContain(value => double.IsNaN(value));

    [Fact]
    public void ComputeAtr_DestinationTooShort_IsRefused()
    {
        var candles = GeneratedCandles.Create().Prefix(20);

        var compute = () => Atr.ComputeAtr(candles, 14, new double[19]);

        compute.Should().Throw<ArgumentOutOfRangeException>();
    }
}
