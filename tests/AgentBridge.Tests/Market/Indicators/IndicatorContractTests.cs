using System.Globalization;
using AgentBridge.Market;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Market.Indicators;

/// <summary>
/// What every indicator must answer. An indicator derives one class, which names its descriptor and, where the defaults and the smallest values
/// are not enough, further parameters such as <c>fast=3;slow=10</c>.
/// </summary>
public abstract class IndicatorContractTests
{
    /// <summary>Warm-ups beyond this are not walked: the recurrence is the same for every period.</summary>
    private const int LongestWarmUp = 5_000;

    private readonly List<IndicatorParameters> _parameters;

    protected IndicatorContractTests(IndicatorDescriptor descriptor, params string[] further)
    {
        Descriptor = descriptor;
        _parameters = [descriptor.With(), .. further.Select(Parse)];
        if (descriptor.TryWith(descriptor.Parameters.Select(p => KeyValuePair.Create(p.Name, p.Minimum)), out var smallest, out _))
        {
            _parameters.Add(smallest);
        }
    }

    public IndicatorDescriptor Descriptor { get; }

    [Fact]
    public void Descriptor_OfTheIndicator_IsInTheCatalogue()
    {
        IndicatorCatalog.Find(Descriptor.Name).Should().BeSameAs(Descriptor);
        Descriptor.Name.Should().MatchRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$");
        Descriptor.Outputs.Should().NotBeEmpty().And.OnlyHaveUniqueItems();
        Descriptor.Outputs.Should().AllSatisfy(n => n.Should().MatchRegex("^[a-z][a-z0-9]*([_-][a-z0-9]+)*$"));
        (Descriptor.Outputs.Length > 1 || string.Equals(Descriptor.Outputs[0], Descriptor.Name, StringComparison.Ordinal)).Should().BeTrue("an indicator's only output has its name");
        foreach (var parameter in Descriptor.Parameters)
        {
            parameter.Name.Should().MatchRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$");
            (parameter.Holds(parameter.Default) && parameter.Holds(parameter.Minimum) && parameter.Holds(parameter.Maximum) && parameter.Meaning.Length > 0).Should().BeTrue("{0}", parameter);
        }

        foreach (var text in new[] { Descriptor.Title, Descriptor.Formula, Descriptor.Source })
        {
            text.Should().NotBeNullOrWhiteSpace();
        }
    }

    [Fact]
    public void Compute_NoBars_IsEmpty() => Each(p => Descriptor.Compute(BarHistories.Series([]), p).Should().HaveCount(Descriptor.Outputs.Length).And.OnlyContain(c => c.Length == 0));

    [Fact]
    public void Update_OneBar_KeepsTheContract() => Each(p => Walk(p, BarHistories.Market(1)));

    [Fact]
    public void Update_FewerBarsThanTheFirstValueNeeds_IsNotReady() => Each(p =>
    {
        var first = Descriptor.FirstValue(p);
        first.Should().BePositive();
        Walk(p, BarHistories.Market(first - 1)).Should().Be(0);
        Walk(p, BarHistories.Market(first)).Should().Be(1);
    });

    [Fact]
    public void Update_GeneratedMarket_KeepsTheContract() => Each(p => Walk(p, BarHistories.Market(Count(p))).Should().BePositive());

    [Fact]
    public void Update_FilledGaps_KeepsTheContract() => Each(p => Walk(p, BarHistories.WithHalts(BarHistories.Market(Count(p)))).Should().BePositive());

    [Fact]
    public void Update_ZeroVolume_KeepsTheContract() => Each(p => Walk(p, [.. BarHistories.Market(Count(p)).Select(b => b with { Volume = 0 })]).Should().BePositive());

    [Fact]
    public void Update_ConstantPrice_IsConstant() => Each(p =>
    {
        foreach (var price in new[] { 1e-8, 0.1, 104_000.3 })
        {
            Walk(p, BarHistories.Constant(Count(p), price, volume: 3)).Should().BePositive();
            foreach (var column in Descriptor.Compute(BarHistories.Series(BarHistories.Constant(Count(p), price, volume: 0)), p))
            {
                var values = column.Skip(Descriptor.FirstValue(p) - 1).ToList();
                values.Should().OnlyContain(v => Math.Abs(v - values[0]) <= 4 * Math.BitIncrement(price) - 4 * price, "the price is always {0}", price);
            }
        }
    });

    [Theory]
    [InlineData(1e-8, 1)]
    [InlineData(1e-8, 1e-8)]
    [InlineData(1e9, 1e15)]
    public void Update_PricesOfAnotherScale_TakesEveryBar(double price, double volume) => Each(p =>
    {
        var bars = BarHistories.Scaled(BarHistories.Market(Count(p)), price, volume);
        Walk(p, bars).Should().Be(bars.Length - Descriptor.FirstValue(p) + 1);
    });

    [Theory]
    [InlineData(1e302, 1)]
    [InlineData(1.5e303, 1)]
    [InlineData(1, 1e300)]
    [InlineData(1e-300, 1e-300)]
    [InlineData(1e-300, 1e300)]
    public void Update_ExtremePrices_GivesFiniteValuesOrRefusesTheBar(double price, double volume) => Each(p =>
    {
        var plain = BarHistories.Market(Count(p));
        var extreme = BarHistories.Scaled(plain, price, volume);

        Walk(p, extreme);
        Walk(p, [.. plain.Select((b, i) => i % 11 == 3 ? extreme[i] : b)]);
    });

    [Fact]
    public void Update_BrokenBar_IsRefusedOrUsesNoneOfTheBrokenFields() => Each(p =>
    {
        var bars = BarHistories.Market(Count(p));
        var indicator = Descriptor.Open(p);
        foreach (var bar in bars)
        {
            Assert.False(indicator.Update(new Candle(bar.OpenTimeMs, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN)), "nothing of the bar is finite");
            Assert.True(indicator.Update(bar), $"{bar} is taken");
        }

        var broken = bars.SelectMany((b, i) => i % 5 == 0 ? [b, BarHistories.Broken(b)[i / 5 % 12]] : new[] { b }).ToArray();
        Walk(p, BarHistories.Timed(broken)).Should().BePositive();
    });

    [Fact]
    public void Update_AnyHistory_KeepsTheContract() => Property.Holds(BarHistories.Any(), 100, bars => Each(p => Walk(p, bars)));

    [Fact]
    public void Update_HaltOf20000Bars_HasNoDenormalValue()
    {
        var parameters = Descriptor.With();
        var indicator = Descriptor.Open(parameters);
        var market = BarHistories.Market(Math.Max(500, Descriptor.FirstValue(parameters)));
        var close = market[^1].Close;
        var halt = BarHistories.Timed([.. market, .. Enumerable.Repeat(new Candle(0, close, close, close, close, 0), 20_000), .. market]);
        var values = new double[Descriptor.Outputs.Length];
        foreach (var bar in halt)
        {
            Assert.True(indicator.Update(bar), $"{bar} is taken");
            indicator.Read(values);
            Assert.False(Array.Exists(values, double.IsSubnormal), $"{Text(values)} at {bar}");
        }

        values.Should().OnlyContain(v => double.IsFinite(v));
    }

    [Fact]
    public void WarmUp_StartedElsewhere_IsEqualToTheBitFromThereOn() => Each(p =>
    {
        if (Descriptor.WarmUp(p) is not { } warmUp)
        {
            return;
        }

        warmUp.Should().BeGreaterThanOrEqualTo(Descriptor.FirstValue(p));
        if (warmUp > LongestWarmUp)
        {
            return;
        }

        // An average whose inputs are all 0 gets smaller with every bar, and the rest of its start no faster: only short halts.
        var count = (2 * warmUp) + 600;
        var market = BarHistories.Market(count, seed: 3);
        foreach (var bars in new[] { market, BarHistories.WithHalts(market, longest: 20), BarHistories.Walk(count, seed: 5), BarHistories.Scaled(market, 1e-9, 1) })
        {
            StartsAlike(p, bars, warmUp);
        }
    });

    [Fact]
    public void Clone_ThatTakesOtherBars_LeavesTheOriginalAlone() => Each(p =>
    {
        var bars = BarHistories.Market(Count(p));
        var other = BarHistories.Walk(40, seed: 8);
        var (alone, cloned) = (Descriptor.Open(p), Descriptor.Open(p));
        for (var i = 0; i < bars.Length; i++)
        {
            Assert.True(alone.Update(bars[i]) && cloned.Update(bars[i]));
            if (i % 29 == 0)
            {
                var clone = cloned.Clone();
                Assert.True(Alike(Read(clone), Read(cloned)), $"the clone at bar {i} has other values");
                foreach (var bar in other)
                {
                    clone.Update(bar);
                }

                // The clone's clone goes on as the original does.
                clone = cloned.Clone().Clone();
                (cloned, clone) = (clone, cloned);
                clone.Update(other[0]);
            }

            Assert.True(Alike(Read(cloned), Read(alone)), $"a clone at bar {i / 29 * 29} changed the values");
        }
    });

    [Fact]
    public void Reset_AfterBars_IsANewOne() => Each(p =>
    {
        var used = Descriptor.Open(p);
        foreach (var bar in BarHistories.Walk(Count(p), seed: 4))
        {
            used.Update(bar);
        }

        used.Reset();
        used.IsReady.Should().BeFalse();
        var fresh = Descriptor.Open(p);
        Read(used).Should().Equal(Read(fresh), Same);
        foreach (var bar in BarHistories.Market(Count(p)))
        {
            Assert.Equal(fresh.Update(bar), used.Update(bar));
            Assert.Equal(fresh.IsReady, used.IsReady);
            Assert.True(Alike(Read(used), Read(fresh)), $"after Reset the values are {Text(Read(used))}, of a new one {Text(Read(fresh))}");
        }
    });

    [Fact]
    public void Update_OpenedByDefault_AllocatesNothing() => Each(p =>
    {
        var bars = BarHistories.Market(Count(p) + 1_000);
        var values = new double[Descriptor.Outputs.Length];
        var least = long.MaxValue;

        // What the runtime allocates while it compiles is not the indicator's.
        for (var attempt = 0; attempt < 5 && least > 0; attempt++)
        {
            var indicator = Descriptor.Open(p);
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (ref readonly var bar in bars.AsSpan())
            {
                indicator.Update(bar);
                indicator.Read(values);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        least.Should().Be(0);
    });

    /// <summary>
    /// Runs bars through an indicator that also peeks at each, beside one that only takes the bars that the first one took, and compares both with
    /// <see cref="IndicatorDescriptor.Compute"/>.
    /// </summary>
    /// <returns>The number of bars with a value.</returns>
    private int Walk(IndicatorParameters parameters, Candle[] bars)
    {
        var first = Descriptor.FirstValue(parameters);
        var (indicator, quiet) = (Descriptor.Open(parameters), Descriptor.Open(parameters));
        var batch = Descriptor.Compute(BarHistories.Series(bars), parameters);
        batch.Should().HaveCount(Descriptor.Outputs.Length).And.OnlyContain(c => c.Length == bars.Length);
        var (taken, ready) = (0, 0);
        var (peeked, values, alone, nothing) = (Row(), Row(), Row(), Row());
        Array.Fill(nothing, double.NaN);
        for (var i = 0; i < bars.Length; i++)
        {
            var isPeeked = indicator.Peek(bars[i], peeked);
            var isTaken = indicator.Update(bars[i]);
            taken += isTaken ? 1 : 0;
            if (isTaken != isPeeked || (isTaken && !quiet.Update(bars[i])))
            {
                Assert.Fail($"bar {i} is {bars[i]}: Peek answers {isPeeked}, Update {isTaken}, an indicator that saw no refused bar and no Peek something else");
            }

            indicator.Read(values);
            quiet.Read(alone);
            if (indicator.IsReady != taken >= first || Array.Exists(values, double.IsNaN) == indicator.IsReady || Array.Exists(values, double.IsInfinity))
            {
                Assert.Fail($"bar {i} is {bars[i]}, the {taken}th that is taken; the first value comes at {first}; ready: {indicator.IsReady}, values {Text(values)}");
            }

            var expected = isTaken ? values : nothing;
            if (!Alike(values, alone) || !Alike(peeked, expected))
            {
                Assert.Fail($"bar {i} is {bars[i]}: Peek gives {Text(peeked)}, Update {Text(expected)}, the values are {Text(values)}, without peeks and refused bars {Text(alone)}");
            }

            for (var output = 0; output < values.Length; output++)
            {
                if (!Same(batch[output][i], expected[output]))
                {
                    Assert.Fail($"{Descriptor.Outputs[output]} of bar {i} is {batch[output][i]:R} in batch, {expected[output]:R} in the stream");
                }
            }

            ready += isTaken && indicator.IsReady ? 1 : 0;
        }

        return ready;
    }

    private void StartsAlike(IndicatorParameters parameters, Candle[] bars, int warmUp)
    {
        var (whole, values) = (Descriptor.Compute(BarHistories.Series(bars), parameters), Row());
        for (var start = 1; start < 600; start += 43)
        {
            var late = Descriptor.Open(parameters);
            for (var i = start; i < bars.Length; i++)
            {
                var isTaken = late.Update(bars[i]);
                late.Read(values);
                for (var output = 0; i - start + 1 >= warmUp && output < values.Length; output++)
                {
                    if (!isTaken || !Same(values[output], whole[output][i]))
                    {
                        Assert.Fail($"{Descriptor.Outputs[output]} of bar {i} is {values[output]:R} when started at bar {start}, {whole[output][i]:R} when started at 0");
                    }
                }
            }
        }
    }

    /// <summary>Long enough for values after the first one.</summary>
    private int Count(IndicatorParameters parameters) => Descriptor.FirstValue(parameters) + 160;

    private void Each(Action<IndicatorParameters> check) => _parameters.ForEach(check);

    private double[] Row() => new double[Descriptor.Outputs.Length];

    private double[] Read(IIndicator indicator)
    {
        var values = Row();
        indicator.Read(values);
        return values;
    }

    private IndicatorParameters Parse(string text) => Descriptor.With(text.Split(';').Select(pair => pair.Split('=')).Select(pair =>
        KeyValuePair.Create(pair[0], double.Parse(pair[1], CultureInfo.InvariantCulture))));

    private static bool Alike(double[] left, double[] right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (!Same(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static string Text(double[] values) => string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>Equal to the bit; any NaN is equal to any other.</summary>
    private static bool Same(double left, double right) =>
        BitConverter.DoubleToInt64Bits(left) == BitConverter.DoubleToInt64Bits(right) || (double.IsNaN(left) && double.IsNaN(right));
}
