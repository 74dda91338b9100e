using System.Globalization;
using System.Numerics;
using AgentBridge.Backtesting;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Backtesting;

/// <summary>Arithmetic on the texts of doubles, against exact arithmetic in big integers.</summary>
public sealed class DecimalsTests
{
    private const int Cases = 20_000;

    [Fact]
    public void Value_AnyAmountRateAndFee_IsTheExactValueRoundedOnce()
    {
        var random = new Random(1);
        for (var i = 0; i < Cases; i++)
        {
            var (amount, rate, fee) = (Some(random, 9), Some(random, 10), random.Next(3) == 0 ? 0.00075 : 0.001);
            var (am, ap) = Exact(amount);
            var (rm, rp) = Exact(rate);
            var (fm, fp) = Exact(fee);
            foreach (var isPaid in new[] { true, false })
            {
                var expected = ToDouble(am * rm * (BigInteger.Pow(10, fp) + (isPaid ? fm : -fm)), ap + rp + fp);

                Decimals.Value(Decimals.Of(amount, 5), Decimals.Of(rate, 2), Decimals.Of(fee, 4), isPaid).Should().Be(expected, $"{amount:R} {rate:R} {fee:R}");
            }
        }
    }

    [Fact]
    public void Rounding_AnyPriceAndStep_IsThatOfExactDecimals()
    {
        var random = new Random(2);
        for (var i = 0; i < Cases; i++)
        {
            var places = random.Next(9);
            var tick = new Tick((ulong)(random.Next(4) == 0 ? 25 : 1), places);
            var price = random.Next(3) == 0 ? random.Next(1, 1_000_000) * 5 / Math.Pow(10, places + 1) : Some(random, 12);
            var (digits, decimals) = Exact(price);
            var most = Math.Max(decimals, places);
            var number = digits * BigInteger.Pow(10, most - decimals);
            var step = tick.Units * BigInteger.Pow(10, most - places);
            var rest = number % step;
            var (down, up) = (ToDouble(number - rest, most), ToDouble(rest.IsZero ? number : number - rest + step, most));

            var exact = Decimals.Of(price, places);
            (exact.Down(tick), exact.Up(tick), exact.Nearest(tick)).Should().Be((down, up, rest * 2 >= step ? up : down), $"{price:R} on {tick}");
            StepRounding.Down(price, tick).Should().Be(down);
            StepRounding.Up(price, tick, isExact: true).Should().Be(up);
        }
    }

    [Theory]
    [InlineData(6.599999999999999e-07, 6.59999999999e-07)]
    [InlineData(0.00000066, 0.00000066)]
    [InlineData(29988.49, 29988.49)]
    public void CutAt18_Rate_LosesWhatIsBehindTheEighteenthDecimal(double rate, double cut) => Decimals.Of(rate, 8).CutAt18().ToDouble().Should().Be(cut);

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void EightDecimals_AMillionValues_IsTheExactBinaryValueRoundedHalfToEven()
    {
        var random = new Random(3);
        for (var i = 0; i < 1_000_000; i++)
        {
            // Multiples of 2^-9 are the ties.
            var value = (i % 3) switch
            {
                0 => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 8)),
                1 => random.Next(-1_000_000, 1_000_000) / 512.0,
                _ => Math.BitIncrement(random.Next(-1_000_000, 1_000_000) / 512.0),
            };
            if (EightDecimals.Round(value) != Reference(value))
            {
                EightDecimals.Round(value).Should().Be(Reference(value), $"{value:R}");
            }
        }
    }

    private static double Some(Random random, int digits) =>
        random.Next(5) == 0 ? random.NextDouble() * Math.Pow(10, random.Next(-6, 6)) : random.NextInt64(1, (long)Math.Pow(10, random.Next(1, digits))) / Math.Pow(10, random.Next(0, 9));

    private static (BigInteger Digits, int Places) Exact(double value)
    {
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        if (double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) == value)
        {
            text = value.ToString("R", CultureInfo.InvariantCulture);
        }

        var parts = text.Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var places = (point < 0 ? 0 : parts[0].Length - point - 1) - (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        var digits = BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return places >= 0 ? (digits, places) : (digits * BigInteger.Pow(10, -places), 0);
    }

    private static double ToDouble(BigInteger digits, int places) => double.Parse($"{digits}E-{places}", CultureInfo.InvariantCulture);

    /// <summary>The exact binary value in units of 2^-1074 · 10^8, divided with the rule of halves.</summary>
    private static double Reference(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        var exponent = (int)(bits >> 52);
        var digits = (BigInteger)((bits & ((1L << 52) - 1)) | (exponent == 0 ? 0 : 1L << 52)) << Math.Max(0, exponent - 1);
        var unit = BigInteger.One << 1074;
        var whole = BigInteger.DivRem(digits * 100_000_000, unit, out var rest);
        var compared = (rest * 2).CompareTo(unit);
        var isUp = compared > 0 || (compared == 0 && !whole.IsEven);
        return Math.CopySign(ToDouble(isUp ? whole + 1 : whole, 8), value);
    }
}
