using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market.Indicators;

/// <summary>
/// Histories on which every common library loses precision for a while or for ever, compared with exact values: at most 4 units of the last place, of a
/// difference 4 units of the larger operand.
/// </summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class AveragesAccuracyTests
{
    private const double MostUlps = 4;
    private const int Period = 20;

    public static TheoryData<string, string> Windows => Cases(
        ["sma", "wma", "standard-deviation", "z-score", "bollinger", "bollinger-percent-b", "bollinger-width", "linear-regression"],
        ["spike", "halt", "nearly equal", "1e-8", "1e-300", "1e300", "mixed"]);

    public static TheoryData<string, string> Recursive => Cases(["ema", "rsi", "macd", "macd skender"], ["spike", "halt", "1e-8", "1e-290", "1e300"]);

    [SkippableTheory]
    [MemberData(nameof(Windows))]
    public void Compute_WindowOfAnExtremeHistory_IsWithin4Ulp(string name, string history)
    {
        RequireFma();
        var values = Histories.Named(history);
        var outputs = Compute(name, values, ("period", Period));

        // In the middle of a halt all windows are equal.
        for (var i = Period - 1; i < values.Length; i = i is > 400 and < 20_000 && values.Length > 20_000 ? i + 997 : i + 1)
        {
            var window = values[(i - Period + 1)..(i + 1)].Select(value => (Exact)value).ToArray();
            Require(ExactIndicators.OfWindow(name, window), outputs, i);
        }
    }

    [SkippableTheory]
    [InlineData("spike")]
    [InlineData("halt")]
    [InlineData("nearly equal")]
    [InlineData("1e-8")]
    [InlineData("1e300")]
    public void Compute_RealizedVolatilityOfAnExtremeHistory_IsWithin4Ulp(string history)
    {
        RequireFma();
        var values = Histories.Named(history)[..600];
        var outputs = Compute("realized-volatility", values, ("period", Period));
        var logarithms = values.Zip(values.Skip(1), (before, after) => before.Equals(after) ? Exact.Zero : ((Exact)after / before).Log()).ToArray();

        for (var i = Period; i < values.Length; i++)
        {
            Require([ExactIndicators.RealizedVolatility(logarithms[(i - Period)..i])], outputs, i);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Recursive))]
    public void Compute_RecurrenceOverAnExtremeHistory_IsWithin4Ulp(string name, string history)
    {
        RequireFma();
        var values = Histories.Named(history);
        var bits = history is "halt" ? 4_000 : 2_200;
        var (expected, parameters) = Expected(name, [.. values.Select(value => (Exact)value)], bits);
        var outputs = Compute(name.Split(' ')[0], values, parameters);

        for (var i = 0; i < values.Length; i++)
        {
            if (expected[i] is { } bar)
            {
                Require(bar, outputs, i);
            }
            else
            {
                outputs[^1][i].Should().Be(double.NaN);
            }
        }
    }

    [Theory]
    [InlineData("sma")]
    [InlineData("wma")]
    [InlineData("ema")]
    [InlineData("standard-deviation")]
    [InlineData("z-score")]
    [InlineData("bollinger")]
    [InlineData("linear-regression")]
    [InlineData("realized-volatility")]
    [InlineData("rsi")]
    public void Compute_NaNAmongTheValues_IsAsIfItWereNotThere(string name)
    {
        var values = Histories.Closes(400);
        var expected = Compute(name, values, ("period", Period));

        var actual = Compute(name, [.. values[..100], double.NaN, .. values[100..]], ("period", Period));

        for (var output = 0; output < expected.Length; output++)
        {
            actual[output][100].Should().Be(double.NaN);
            actual[output].Where((_, i) => i != 100).Should().Equal(expected[output]);
        }
    }

    [SkippableTheory]
    [InlineData("ema", 20)]
    [InlineData("ema", 19)]
    [InlineData("ema", 3)]
    [InlineData("rsi", 14)]
    [InlineData("rsi", 2)]
    [InlineData("wma", 20)]
    [InlineData("wma", 3)]
    [InlineData("standard-deviation", 20)]
    [InlineData("z-score", 20)]
    [InlineData("bollinger", 20)]
    [InlineData("linear-regression", 14)]
    [InlineData("realized-volatility", 20)]
    [InlineData("atr", 14)]
    [InlineData("natr", 14)]
    [InlineData("macd", 0)]
    public void Compute_StartedElsewhere_IsBitIdenticalAfterTheWarmUp(string name, int period)
    {
        RequireFma();
        var descriptor = IndicatorCatalog.Find(name)!;
        var parameters = period == 0 ? descriptor.With() : descriptor.With(KeyValuePair.Create("period", (double)period));
        var candles = GeneratedCandles.Create(new() { Count = 4_000, Seed = 5 });
        var bars = SomeCandles.ToList(candles);
        var whole = descriptor.Compute(candles, parameters);

        for (var start = 1; start < 1_000; start += 37)
        {
            var late = descriptor.Compute(CandleSeries.FromCandles(candles.Symbol, candles.Timeframe, bars.Skip(start)), parameters);
            for (var output = 0; output < late.Length; output++)
            {
                late[output].Skip(descriptor.WarmUp(parameters)!.Value - 1).Should().Equal(whole[output].Skip(start + descriptor.WarmUp(parameters)!.Value - 1), "started at {0}", start);
            }
        }
    }

    [Fact]
    public void Compute_BollingerMiddle_IsTheSimpleAverageToTheBit()
    {
        var values = Histories.Named("spike");

        Compute("bollinger", values, ("period", Period))[0].Should().Equal(Compute("sma", values, ("period", Period))[0]);
    }

    [Fact]
    public void Compute_RsiThroughALongHalt_KeepsItsValue()
    {
        var values = Histories.Named("halt");

        var rsi = Compute("rsi", values, ("period", 14))[0];

        rsi[300..20_300].Should().OnlyContain(value => Math.Abs(value - rsi[299]) < 1e-12);
        rsi[299].Should().BeInRange(1, 99);
    }

    private static (ExactIndicators.Output[]?[] Expected, (string, double)[] Parameters) Expected(string name, Exact[] values, int bits)
    {
        if (name is "ema")
        {
            var means = ExactIndicators.Recursive(values, Period, (Exact)2 / (Period + 1), bits);
            return ([.. means.Select(mean => mean is { } value ? new[] { ExactIndicators.Output.Of(value) } : null)], [("period", Period)]);
        }

        if (name is "rsi")
        {
            var changes = values.Zip(values.Skip(1), (before, after) => after - before).ToArray();
            var rise = ExactIndicators.Recursive([.. changes.Select(x => x.Numerator.Sign > 0 ? x : Exact.Zero)], 14, (Exact)1 / 14, bits);
            var fall = ExactIndicators.Recursive([.. changes.Select(x => x.Numerator.Sign < 0 ? -x : Exact.Zero)], 14, (Exact)1 / 14, bits);
            return ([null, .. rise.Zip(fall, (g, l) => g is { } up ? new[] { ExactIndicators.Output.Of(up * 100 / (up + l!.Value)) } : null)], [("period", 14)]);
        }

        var skips = name is "macd" ? 14 : 0;
        var fast = ExactIndicators.Recursive(values[skips..], 12, (Exact)2 / 13, bits);
        var slow = ExactIndicators.Recursive(values, 26, (Exact)2 / 27, bits);
        var lines = values.Select((_, i) => i < 25 ? Exact.Zero : fast[i - skips]!.Value - slow[i]!.Value).ToArray();
        var signal = ExactIndicators.Recursive(lines[25..], 9, (Exact)2 / 10, bits);
        return (
            [.. values.Select((_, i) => i < 33 ? null : new[]
            {
                ExactIndicators.Output.Difference(fast[i - skips]!.Value, slow[i]!.Value),
                new ExactIndicators.Output(signal[i - 25]!.Value, slow[i]!.Value.ToDouble()),
                new ExactIndicators.Output(lines[i] - signal[i - 25]!.Value, slow[i]!.Value.ToDouble()),
            })],
            name is "macd" ? [] : [("skender_seeds", 1)]);
    }

    private static void Require(ExactIndicators.Output[] expected, double[][] actual, int bar)
    {
        for (var output = 0; output < expected.Length; output++)
        {
            var (value, operand) = expected[output];
            value.Ulps(actual[output][bar], operand).Should().BeLessThanOrEqualTo(MostUlps, "output {0} at bar {1} is {2:R}, exactly {3:R}", output, bar, actual[output][bar], value.ToDouble());
        }
    }

    private static double[][] Compute(string name, double[] values, params (string Name, double Value)[] parameters)
    {
        var descriptor = IndicatorCatalog.Find(name)!;
        var indicator = descriptor.Open(descriptor.With(parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value))));
        var columns = descriptor.Outputs.Select(_ => new double[values.Length]).ToArray();
        var read = new double[columns.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (indicator.Update(new Candle(i * 300_000L, values[i], values[i], values[i], values[i], 1)))
            {
                indicator.Read(read);
            }
            else
            {
                Array.Fill(read, double.NaN);
            }

            for (var output = 0; output < columns.Length; output++)
            {
                columns[output][i] = read[output];
            }
        }

        return columns;
    }

    private static TheoryData<string, string> Cases(string[] names, string[] histories)
    {
        var cases = new TheoryData<string, string>();
        foreach (var (name, history) in names.SelectMany(_ => histories, (name, history) => (name, history)))
        {
            cases.Add(name, history);
        }

        return cases;
    }

    private static void RequireFma() => Skip.IfNot(Fma.IsSupported || AdvSimd.IsSupported, "needs fused multiply-add");
}
