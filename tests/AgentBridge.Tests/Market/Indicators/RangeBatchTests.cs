using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

/// <summary>Many bars at once and one by one are equal to the bit, also around refused bars and zeros, and a state goes on behind a batch.</summary>
public sealed class RangeBatchTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var (name, period) in new[] { "max", "min", "williams-r", "stochastic", "stochastic-fast" }.SelectMany(_ => new[] { 1, 2, 5, 14, 20, 512, 513 }, (name, period) => (name, period)))
            {
                cases.Add(name, period);
            }

            cases.Add("adx", 2);
            cases.Add("adx", 14);
            cases.Add("adx", 300);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void UpdateAll_LongSeries_IsUpdateOfEachToTheBit(string name, int period)
    {
        foreach (var bars in new[] { BarHistories.Market(2_600), Broken(BarHistories.Walk(3_000, seed: 6)), BarHistories.WithHalts(BarHistories.Market(1_300)), BarHistories.Market(3) })
        {
            var descriptor = IndicatorCatalog.Find(name)!;
            var parameters = descriptor.With(KeyValuePair.Create("period", (double)period));
            var batch = descriptor.Compute(BarHistories.Series(bars), parameters);
            var indicator = descriptor.Open(parameters);
            var read = new double[batch.Length];
            for (var i = 0; i < bars.Length; i++)
            {
                Array.Fill(read, double.NaN);
                if (indicator.Update(bars[i]))
                {
                    indicator.Read(read);
                }

                for (var output = 0; output < read.Length; output++)
                {
                    Assert.Equal((output, i, BitConverter.DoubleToInt64Bits(read[output])), (output, i, BitConverter.DoubleToInt64Bits(batch[output][i])));
                }
            }
        }
    }

    [Fact]
    public void UpdateAll_InParts_IsUpdateAllOfTheWhole()
    {
        var series = BarHistories.Series(BarHistories.Market(2_000));
        var (whole, parts) = (new double[4][], new double[4][]);
        foreach (var (columns, cuts) in new[] { (whole, new[] { 2_000 }), (parts, new[] { 1, 15, 600, 1_300, 1_301, 2_000 }) })
        {
            var (max, range, stochastic) = (new MaxState(14), new WilliamsRState(14), new StochasticState(14, 3, 3));
            for (var column = 0; column < 4; column++)
            {
                columns[column] = new double[2_000];
            }

            var start = 0;
            foreach (var end in cuts)
            {
                var highs = series.Highs[start..end];
                var lows = series.Lows[start..end];
                var closes = series.Closes[start..end];
                max.UpdateAll(highs, columns[0].AsSpan(start));
                range.UpdateAll(highs, lows, closes, columns[1].AsSpan(start));
                stochastic.UpdateAll(highs, lows, closes, columns[2].AsSpan(start), columns[3].AsSpan(start));
                start = end;
            }
        }

        parts.Should().BeEquivalentTo(whole, options => options.WithStrictOrdering());
    }

    /// <summary>Refused bars, and prices of 0.</summary>
    private static Candle[] Broken(Candle[] bars) => [.. bars.Select((bar, i) => (i % 701) switch
    {
        5 => bar with { High = double.NaN },
        6 => bar with { Close = double.PositiveInfinity },
        300 => bar with { Low = 0 },
        301 => bar with { Low = -0.0 },
        500 => bar with { High = bar.Low, Low = bar.High },
        _ => bar,
    })];
}
