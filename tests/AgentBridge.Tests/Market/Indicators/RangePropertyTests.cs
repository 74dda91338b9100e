using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market.Indicators;

/// <summary>What holds on every history: windows are what a search finds, bounded values stay in their bounds, scaling and shifting prices does what the definition says.</summary>
public sealed class RangePropertyTests
{
    [Fact]
    public void MaxMinAndDonchian_AnyHistory_AreWhatASearchFinds() => Property.Holds(BarHistories.Any(), 100, bars =>
    {
        foreach (var period in new[] { 1, 2, 3, 7 })
        {
            var (max, min, donchian) = (new MaxState(period), new MinState(period), new DonchianState(period));
            var (highs, lows, both) = (new List<double>(), new List<double>(), new List<Candle>());
            foreach (var bar in bars)
            {
                Add(highs, bar.High, max.Update(bar.High));
                Add(lows, bar.Low, min.Update(bar.Low));
                max.Value.Should().Be(highs.Count < period ? double.NaN : highs.TakeLast(period).Max());
                min.Value.Should().Be(lows.Count < period ? double.NaN : lows.TakeLast(period).Min());

                var prior = both.TakeLast(period).ToList();
                if (donchian.Update(bar.High, bar.Low))
                {
                    both.Add(bar);
                    var isReady = prior.Count == period;
                    donchian.Upper.Should().Be(isReady ? prior.Max(b => b.High) : double.NaN);
                    donchian.Lower.Should().Be(isReady ? prior.Min(b => b.Low) : double.NaN);
                }
            }
        }
    });

    [Theory]
    [InlineData("stochastic", 0, 100)]
    [InlineData("stochastic-fast", 0, 100)]
    [InlineData("stochastic-rsi", 0, 100)]
    [InlineData("williams-r", -100, 0)]
    [InlineData("adx", 0, 100)]
    [InlineData("mfi", 0, 100)]
    [InlineData("efficiency-ratio", 0, 1)]
    public void Compute_AnyPossibleHistory_StaysInItsBounds(string indicator, double lowest, double highest) => Property.Holds(BarHistories.Any(), 100, bars =>
    {
        bars = [.. bars.Where(b => b.IsPossible)];
        var descriptor = IndicatorCatalog.Find(indicator)!;
        foreach (var period in new[] { 2, 5 })
        {
            foreach (var value in descriptor.Compute(BarHistories.Series(bars), descriptor.With(KeyValuePair.Create("period", (double)period))).SelectMany(column => column))
            {
                (double.IsNaN(value) || (value >= lowest && value <= highest)).Should().BeTrue("{0} of period {1} is {2:R}", indicator, period, value);
            }
        }
    });

    /// <summary>A power of two changes no digit: indicators without a unit keep their bits, those of prices are multiplied.</summary>
    [Theory]
    [InlineData("max", true)]
    [InlineData("min", true)]
    [InlineData("donchian", true)]
    [InlineData("momentum", true)]
    [InlineData("heikin-ashi", true)]
    [InlineData("vwap", true)]
    [InlineData("vwap-rolling", true)]
    [InlineData("keltner", true)]
    [InlineData("stochastic", false)]
    [InlineData("stochastic-fast", false)]
    [InlineData("stochastic-rsi", false)]
    [InlineData("williams-r", false)]
    [InlineData("adx", false)]
    [InlineData("cci", false)]
    [InlineData("mfi", false)]
    [InlineData("roc", false)]
    [InlineData("efficiency-ratio", false)]
    [InlineData("obv", false)]
    public void Compute_PricesTimesAPowerOfTwo_KeepsEveryBit(string indicator, bool isOfPrices)
    {
        const double Factor = 1.0 / (1 << 20);
        var descriptor = IndicatorCatalog.Find(indicator)!;
        var bars = BarHistories.Walk(600, seed: 11);

        var plain = descriptor.Compute(BarHistories.Series(bars), descriptor.With());
        var scaled = descriptor.Compute(BarHistories.Series(BarHistories.Scaled(bars, Factor, 1)), descriptor.With());

        for (var output = 0; output < plain.Length; output++)
        {
            scaled[output].Should().Equal(plain[output].Select(value => isOfPrices ? value * Factor : value), (a, b) => a.Equals(b), "{0}", descriptor.Outputs[output]);
        }
    }

    /// <summary>Prices of whole 64ths stay exact when a whole number is added; what depends on differences only keeps its bits.</summary>
    [Theory]
    [InlineData("max", true)]
    [InlineData("min", true)]
    [InlineData("donchian", true)]
    [InlineData("momentum", false)]
    [InlineData("stochastic", false)]
    [InlineData("stochastic-fast", false)]
    [InlineData("williams-r", false)]
    [InlineData("adx", false)]
    [InlineData("efficiency-ratio", false)]
    [InlineData("obv", false)]
    public void Compute_PricesPlusAWholeNumber_MovesAlongOrStays(string indicator, bool movesAlong)
    {
        const double Shift = 4_096;
        var descriptor = IndicatorCatalog.Find(indicator)!;
        Candle[] bars = [.. BarHistories.Walk(600, seed: 12).Select(b => Shifted(b, 0))];

        var plain = descriptor.Compute(BarHistories.Series(bars), descriptor.With());
        var shifted = descriptor.Compute(BarHistories.Series(bars.Select(b => Shifted(b, Shift))), descriptor.With());

        for (var output = 0; output < plain.Length; output++)
        {
            shifted[output].Should().Equal(plain[output].Select(value => movesAlong ? value + Shift : value), (a, b) => a.Equals(b), "{0}", descriptor.Outputs[output]);
        }
    }

    private static Candle Shifted(Candle bar, double shift)
    {
        double Whole(double price) => Math.Round(price * 64) / 64 + shift;
        return bar with { Open = Whole(bar.Open), High = Whole(bar.High), Low = Whole(bar.Low), Close = Whole(bar.Close) };
    }

    private static void Add(List<double> values, double value, bool isTaken)
    {
        if (isTaken)
        {
            values.Add(value);
        }
    }
}
