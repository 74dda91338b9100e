using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market.Indicators;

/// <summary>Means over prices that change their size, where windows are added up anew with other units or in blocks: the exact mean, rounded once, one by one and many at once.</summary>
public sealed class WindowExactnessTests
{
    public static TheoryData<int, int> Cases
    {
        get
        {
            var cases = new TheoryData<int, int>();
            foreach (var (period, seed) in new[] { 1, 2, 3, 8, 20, 65 }.SelectMany(_ => Enumerable.Range(1, 4), (period, seed) => (period, seed)))
            {
                cases.Add(period, seed);
            }

            return cases;
        }
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(Cases))]
    public void SmaAndWma_PricesThatChangeTheirSize_AreExactlyRounded(int period, int seed)
    {
        var values = Prices(700, seed);
        var exact = values.Select(value => (Exact)value).ToArray();
        var (sma, wma) = (new SmaState(period), new WmaState(period));
        var (smaBatch, wmaBatch) = (new double[values.Length], new double[values.Length]);
        new SmaState(period).UpdateAll(values, smaBatch);
        new WmaState(period).UpdateAll(values, wmaBatch);

        for (var i = 0; i < values.Length; i++)
        {
            var (simplePeek, weightedPeek) = (sma.Peek(values[i]), wma.Peek(values[i]));
            Assert.True(sma.Update(values[i]) && wma.Update(values[i]));
            var window = i < period - 1 ? [] : exact[(i - period + 1)..(i + 1)];
            var simple = window.Length == 0 ? double.NaN : (Exact.Sum(window) / (double)period).ToDouble();
            var weighted = window.Length == 0 ? double.NaN : (Exact.Sum(window.Select((x, k) => x * (k + 1.0))) / (period * (period + 1) / 2.0)).ToDouble();

            Assert.Equal((i, simple, simple, simple), (i, sma.Value, smaBatch[i], simplePeek));
            Assert.Equal((i, weighted, weighted, weighted), (i, wma.Value, wmaBatch[i], weightedPeek));
        }
    }

    /// <summary>Longer than a window of whole numbers, and as long as the longest one.</summary>
    [Theory]
    [InlineData(1_024)]
    [InlineData(1_025)]
    public void Sma_LongWindow_IsExactlyRounded(int period)
    {
        var values = Histories.Closes(period + 1_500);
        var batch = new double[values.Length];
        new SmaState(period).UpdateAll(values, batch);
        var sum = Exact.Zero;
        for (var i = 0; i < values.Length; i++)
        {
            sum += values[i];
            sum -= i < period ? 0 : values[i - period];
            Assert.Equal((i, i < period - 1 ? double.NaN : (sum / (double)period).ToDouble()), (i, batch[i]));
        }
    }

    /// <summary>The squared distances have up to 126 bits in whole numbers.</summary>
    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(Cases))]
    public void StandardDeviation_PricesThatChangeTheirSize_IsWithinTwoUnits(int period, int seed)
    {
        var values = Prices(300, seed);
        var exact = values.Select(value => (Exact)value).ToArray();
        var state = new StandardDeviationState(period);
        var batch = new double[values.Length];
        new StandardDeviationState(period).UpdateAll(values, batch);
        for (var i = 0; i < values.Length; i++)
        {
            var peek = state.Peek(values[i]);
            Assert.True(state.Update(values[i]));
            Assert.Equal((i, state.Value, state.Value), (i, peek, batch[i]));
            if (i >= period - 1)
            {
                var expected = ExactIndicators.OfWindow("standard-deviation", exact[(i - period + 1)..(i + 1)])[0];
                Assert.InRange(expected.Value.Ulps(state.Value, Math.Max(expected.Operand, 1e-300)), 0, 2);
            }
        }
    }

    /// <summary>Prices near each other, of which many windows are moved at once.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(14)]
    [InlineData(20)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(104)]
    [InlineData(105)]
    public void UpdateAll_NearPrices_IsUpdateOfEachToTheBit(int period)
    {
        foreach (var scale in new[] { 1, 1e-9, 7.3 })
        {
            double[] values = [.. Histories.Closes(1_500, seed: 3).Select(close => close * scale)];
            var (wma, deviation, bands) = (new WmaState(period), new StandardDeviationState(period), new BollingerState(period, 2));
            var columns = Enumerable.Range(0, 5).Select(_ => new double[values.Length]).ToArray();
            new WmaState(period).UpdateAll(values, columns[0]);
            new StandardDeviationState(period).UpdateAll(values, columns[1]);
            new BollingerState(period, 2).UpdateAll(values, columns[2], columns[3], columns[4]);
            for (var i = 0; i < values.Length; i++)
            {
                Assert.True(wma.Update(values[i]) && deviation.Update(values[i]) && bands.Update(values[i]));
                var expected = (i, wma.Value, deviation.Value, bands.Value.Middle, bands.Value.Upper, bands.Value.Lower);
                Assert.Equal(expected, (i, columns[0][i], columns[1][i], columns[2][i], columns[3][i], columns[4][i]));
            }
        }
    }

    /// <summary>A walk with halvings, doublings, quiet times, steps of a few units of the last place, and rarely a 0, a negative or a tiny value.</summary>
    private static double[] Prices(int count, int seed)
    {
        var random = new Random(seed);
        var (price, values) = (100.0 * seed, new double[count]);
        for (var i = 0; i < count; i++)
        {
            price *= random.Next(60) switch
            {
                0 => 0.5,
                1 => 2,
                2 => 1.3,
                < 20 => 1,
                < 30 => 1 + (random.Next(-3, 4) * Math.Pow(2, -52)),
                _ => 1 + (0.01 * (random.NextDouble() - 0.5)),
            };
            values[i] = (i % 173) switch { 171 => 0, 172 when seed % 2 == 0 => -price, 170 when seed % 2 == 1 => price * 1e-12, _ => price };
        }

        return values;
    }
}
