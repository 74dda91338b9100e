using System.Runtime.Intrinsics.X86;
using AgentBridge.Market;

namespace AgentBridge.Tests.Market;

/// <summary>Histories on which rolling indicators lose precision, compared with the exact value: at most 4 units in the last place.</summary>
public sealed class AtrExtremeTests
{
    private const double MostUlps = 4;

    [SkippableTheory]
    [InlineData(1e-8)]
    [InlineData(1e-3)]
    [InlineData(1)]
    [InlineData(1e9)]
    [InlineData(1e200)]
    [InlineData(1e300)]
    public void ComputeAtr_PricesOfAnyScale_StaysWithin4Ulp(double scale)
    {
        RequireFma();
        var candles = Scaled(2_000, scale / 104_000);

        ExactAtr.WorstUlps(candles, 14, Atr.ComputeAtr(candles)).Should().BeLessThan(MostUlps);
    }

    [SkippableTheory]
    [InlineData(2)]
    [InlineData(14)]
    [InlineData(200)]
    [InlineData(1_000)]
    public void ComputeAtr_LongHistoryOfAnyPeriod_StaysWithin4Ulp(int period)
    {
        RequireFma();
        var candles = GeneratedCandles.Create(new GeneratedCandlesOptions { Count = 20_000, Seed = 7 });

        ExactAtr.WorstUlps(candles, period, Atr.ComputeAtr(candles, period)).Should().BeLessThan(MostUlps);
    }

    [SkippableFact]
    public void ComputeAtr_OneBarOfABillionAmongPricesOfOne_StaysWithin4UlpWhileItDecays()
    {
        RequireFma();
        var bars = SomeCandles.ToList(Scaled(3_000, 1 / 104_000.0));
        bars[500] = new Candle(bars[500].OpenTimeMs, 1, 1e9, 1, 1, 1);
        var candles = CandleSeries.FromCandles("BTC/USDT", SomeCandles.FiveMinutes, bars);

        ExactAtr.WorstUlps(candles, 14, Atr.ComputeAtr(candles)).Should().BeLessThan(MostUlps);
    }

    [SkippableFact]
    public void ComputeAtr_SeedSumBeyondTheGreatestDouble_IsTheMean()
    {
        RequireFma();
        var bars = Enumerable.Range(0, 100).Select(i => new Candle(i * 300_000L, 1e308, 1.7e308, 1e300 * (i + 1), 1e308, 1));
        var candles = CandleSeries.FromCandles("BTC/USDT", SomeCandles.FiveMinutes, bars);

        var atr = Atr.ComputeAtr(candles);

        atr.Skip(14).Should().OnlyContain(value => double.IsFinite(value));
        ExactAtr.WorstUlps(candles, 14, atr).Should().BeLessThan(MostUlps);
    }

    [SkippableFact]
    public void Update_LongHalt_DecaysExactlyThenBecomesZeroAndNeverDenormal()
    {
        RequireFma();
        var state = new AtrState();
        var exact = new ExactAtr(14);
        var sawZero = false;
        for (var i = 0; i < 12_000; i++)
        {
            var half = i < 100 ? 1.0 + (i % 7) : 0;
            state.Update(100 + half, 100 - half, 100);
            var expected = exact.Update(100 + half, 100 - half, 100);
            if (!state.IsReady)
            {
                continue;
            }

            sawZero |= state.Value == 0;
            (state.Value == 0 || double.IsNormal(state.Value)).Should().BeTrue();
            if (state.Value > 0)
            {
                sawZero.Should().BeFalse();
                ExactAtr.Ulps(state.Value, expected!.Value).Should().BeLessThan(MostUlps);
            }
        }

        sawZero.Should().BeTrue();
        state.Update(101, 99, 100).Should().BeTrue();
        state.Value.Should().BeApproximately(2 / 14.0, 1e-15);
    }

    [Fact]
    public void ComputeAtr_RefusedBar_IsNaNThereAndAsIfItWereNotThereAfter()
    {
        var bars = SomeCandles.ToList(GeneratedCandles.Create().Prefix(300));
        foreach (var bad in new[] { 0, 1, 14, 15, 16, 17, 100, 101, 299 })
        {
            var withBad = bars.ToList();
            withBad.Insert(bad, bars[bad] with { Close = double.NaN });

            var actual = Atr.ComputeAtr(CandleSeries.FromCandles("BTC/USDT", SomeCandles.FiveMinutes, withBad)).ToList();

            actual[bad].Should().Be(double.NaN);
            actual.RemoveAt(bad);
            actual.Should().Equal(Atr.ComputeAtr(CandleSeries.FromCandles("BTC/USDT", SomeCandles.FiveMinutes, bars)));
        }
    }

    private static void RequireFma() => Skip.IfNot(Fma.IsSupported || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported, "needs fused multiply-add");

    private static CandleSeries Scaled(int count, double scale)
    {
        var bars = SomeCandles.ToList(GeneratedCandles.Create(new GeneratedCandlesOptions { Count = count }))
            .Select(bar => new Candle(bar.OpenTimeMs, bar.Open * scale, bar.High * scale, bar.Low * scale, bar.Close * scale, bar.Volume));
        return CandleSeries.FromCandles("BTC/USDT", SomeCandles.FiveMinutes, bars);
    }
}
