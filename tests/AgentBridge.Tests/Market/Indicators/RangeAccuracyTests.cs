using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market.Indicators;

/// <summary>Histories on which running sums and smoothed ratios go wrong, against exact fractions: at most 4 units in the last place.</summary>
public sealed class RangeAccuracyTests
{
    private const double MostUlps = 4;

    public static TheoryData<string, int, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, string>();
            foreach (var history in new[] { "market", "spike", "nan", "halt", "1e-8", "1e290" })
            {
                foreach (var (indicator, period) in new[]
                {
                    ("stochastic-fast", 14), ("stochastic", 14), ("williams-r", 14), ("cci", 20), ("mfi", 14), ("roc", 10), ("momentum", 10), ("efficiency-ratio", 10),
                    ("vwap-rolling", 20), ("heikin-ashi", 0), ("obv", 0), ("adx", 14), ("keltner", 20), ("supertrend", 10),
                })
                {
                    cases.Add(indicator, period, history);
                }
            }

            return cases;
        }
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(Cases))]
    public void Compute_HardHistory_IsWithin4UlpOfTheExactValue(string indicator, int period, string history)
    {
        Skip.IfNot(System.Runtime.Intrinsics.X86.Fma.IsSupported || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported, "needs fused multiply-add");
        var bars = History(history);
        var descriptor = IndicatorCatalog.Find(indicator)!;
        var values = descriptor.Compute(BarHistories.Series(bars), period == 0 ? descriptor.With() : descriptor.With(KeyValuePair.Create("period", (double)period)))[indicator is "keltner" ? 1 : 0];

        // A refused bar is as if it were not there.
        var taken = Enumerable.Range(0, bars.Length).Where(i => !double.IsNaN(bars[i].Close)).ToArray();
        var expected = RangeReferences.Of(indicator, [.. taken.Select(i => bars[i])], period);

        var (worst, compared) = (0.0, 0);
        for (var i = 0; i < taken.Length; i++)
        {
            if (expected[i] is { } exact)
            {
                worst = Math.Max(worst, exact.Value.Ulps(values[taken[i]], Math.Abs(exact.Of)));
                compared++;
            }
        }

        worst.Should().BeLessThanOrEqualTo(MostUlps);
        compared.Should().BeGreaterThan(taken.Length - (3 * Math.Max(period, 1)));
    }

    /// <summary>A smoothed ratio in a halt: every movement shrinks alike, so the direction stays as it was, and then takes up the market again.</summary>
    [Fact]
    public void Adx_HaltOf20000Bars_KeepsItsDirection()
    {
        var market = BarHistories.Market(400);
        var close = market[^1].Close;
        var state = new AdxState(14);
        foreach (var bar in market)
        {
            state.Update(bar.High, bar.Low, bar.Close);
        }

        var (plus, minus) = (state.PlusDi, state.MinusDi);
        for (var i = 0; i < 20_000; i++)
        {
            state.Update(close, close, close).Should().BeTrue();
        }

        state.PlusDi.Should().BeApproximately(plus, 1e-13);
        state.MinusDi.Should().BeApproximately(minus, 1e-13);
        state.Adx.Should().BeApproximately(100 * Math.Abs(plus - minus) / (plus + minus), 1e-12);
        state.Update(close + 1, close, close + 1);
        state.PlusDi.Should().BeGreaterThan(99);
    }

    /// <summary>In a halt the average true range fades below the last digit of the price. The band is then at the close by rounding alone: it is not touched, and the trend goes on.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Supertrend_HaltOf20000Bars_KeepsItsDirection(int direction)
    {
        var state = new SupertrendState(10, 3);
        var price = 1_000.0;
        for (var i = 0; i < 100; i++)
        {
            price += direction * 1.3;
            state.Update(price + 1, price - 1, price);
        }

        state.Direction.Should().Be(direction);
        for (var i = 0; i < 20_000; i++)
        {
            state.Update(price, price, price).Should().BeTrue();
            state.Direction.Should().Be(direction);
        }

        state.Value.Should().Be(price);
        state.Update(price + 0.01, price - 0.01, price - (direction * 0.01));
        state.Direction.Should().Be(-direction);
    }

    /// <summary>0.3 + 0.1 + 0.2 and 0.3 + 0.2 + 0.1 are equal prices, whatever their sums of doubles are.</summary>
    [Fact]
    public void Mfi_EqualTypicalPricesOfOtherDecimals_IsNoMove()
    {
        var state = new MfiState(2);
        foreach (var (high, low, close) in new[] { (0.3, 0.1, 0.2), (0.4, 0.1, 0.1), (0.25, 0.15, 0.2), (0.3, 0.15, 0.15) })
        {
            state.Update(high, low, close, 1_000).Should().BeTrue();
        }

        state.Value.Should().Be(0, "nothing flowed");
        state.Update(0.3, 0.15, 0.16, 1);
        state.Value.Should().Be(100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void Cci_EqualTypicalPrices_IsZero(int period)
    {
        var state = new CciState(period);
        for (var i = 0; i < 100; i++)
        {
            state.Update(0.1, 0.1, 0.1);
            (double.IsNaN(state.Value) || state.Value == 0).Should().BeTrue();
        }

        state.Value.Should().Be(0);
    }

    /// <summary>Turnovers and volumes as decimals, added in full.</summary>
    [Fact]
    public void Vwap_SessionsOfADay_IsTheDecimalAverageSinceMidnight()
    {
        var state = new VwapState();
        var (session, turnover, volume) = (-1L, 0m, 0m);
        foreach (var bar in BarHistories.Market(1_500))
        {
            if (bar.OpenTimeMs / 86_400_000 != session)
            {
                (session, turnover, volume) = (bar.OpenTimeMs / 86_400_000, 0, 0);
            }

            turnover += ((decimal)bar.High + (decimal)bar.Low + (decimal)bar.Close) * (decimal)bar.Volume;
            volume += (decimal)bar.Volume;
            state.Update(bar.OpenTimeMs, bar.High, bar.Low, bar.Close, bar.Volume).Should().BeTrue();
            state.Value.Should().BeApproximately((double)(turnover / volume / 3), 1e-15 * state.Value);
        }

        session.Should().BeGreaterThan(BarHistories.Market(1)[0].OpenTimeMs / 86_400_000 + 3);
    }

    /// <summary>Where a value would not be finite, the bar is refused, and the next one goes on as if it had not come.</summary>
    [Theory]
    [InlineData("momentum", -1.7e308, 1.7e308)]
    [InlineData("roc", 1e-300, 1e300)]
    [InlineData("efficiency-ratio", -1e308, 1e308)]
    [InlineData("cci", 1, 1.7e308)]
    [InlineData("mfi", 1, 1.7e308)]
    [InlineData("vwap", 1, 1.7e308)]
    [InlineData("vwap-rolling", 1, 1.7e308)]
    [InlineData("heikin-ashi", 1, 1.7e308)]
    [InlineData("adx", -1.7e308, 1.7e308)]
    [InlineData("keltner", -1.7e308, 1.7e308)]
    [InlineData("supertrend", -1.7e308, 1.7e308)]
    public void Update_PriceBeyondTheDoubles_IsRefusedWithACodeAndChangesNothing(string indicator, double price, double extreme)
    {
        var descriptor = IndicatorCatalog.Find(indicator)!;
        var (touched, untouched) = (descriptor.Open(descriptor.With()), descriptor.Open(descriptor.With()));
        var (left, right) = (new double[descriptor.Outputs.Length], new double[descriptor.Outputs.Length]);
        var far = new Candle(0, extreme, extreme, extreme, extreme, 1);
        for (var i = 0; i < 60; i++)
        {
            var bar = new Candle(i, price, price, price, price, 1);
            touched.Update(bar).Should().Be(untouched.Update(bar));
            if (i > 20)
            {
                touched.Update(far).Should().BeFalse();
                BarRefusals.Of(far).Code().Should().Be("BAR_OVERFLOW");
            }

            touched.Read(left);
            untouched.Read(right);
            left.Should().Equal(right, (a, b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b));
        }
    }

    private static Candle[] History(string name)
    {
        var market = BarHistories.Market(700);
        var close = market[299].Close;
        return name switch
        {
            "market" => market,
            "spike" => [.. BarHistories.Scaled(market, 1 / 104_000.0, 1).Select((bar, i) => i == 300 ? bar with { High = 1e9, Close = 1e9 } : bar)],
            "nan" => [.. market.Select((bar, i) => i % 97 == 50 ? bar with { Close = double.NaN } : bar)],
            "halt" => BarHistories.Timed([.. market[..300], .. Enumerable.Repeat(new Candle(0, close, close, close, close, 0), 12_000), .. market[300..]]),
            "1e-8" => BarHistories.Scaled(market, 1e-8 / 104_000, 1),
            "1e290" => BarHistories.Scaled(market, 1e290 / 104_000, 1),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such history"),
        };
    }
}
