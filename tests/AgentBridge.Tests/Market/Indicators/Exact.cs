using System.Numerics;

namespace AgentBridge.Tests.Market.Indicators;

/// <summary>An exact fraction: doubles, sums, products and quotients without rounding.</summary>
internal readonly record struct Exact(BigInteger Numerator, BigInteger Denominator)
{
    public static implicit operator Exact(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = (bits & 0xF_FFFF_FFFF_FFFF) | (exponent == 0 ? 0 : 0x10_0000_0000_0000);
        var power = Math.Max(exponent, 1) - 1075;
        var whole = new BigInteger(bits < 0 ? -mantissa : mantissa);
        return power >= 0 ? new(whole << power, BigInteger.One) : new(whole, BigInteger.One << -power);
    }

    public static Exact Zero => new(BigInteger.Zero, BigInteger.One);

    public static Exact operator +(Exact a, Exact b)
    {
        if (a.Denominator < b.Denominator)
        {
            return b + a;
        }

        var factor = BigInteger.DivRem(a.Denominator, b.Denominator, out var rest);
        return rest.IsZero
            ? new(a.Numerator + (b.Numerator * factor), a.Denominator)
            : new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);
    }

    public static Exact operator -(Exact a) => new(-a.Numerator, a.Denominator);

    public static Exact operator -(Exact a, Exact b) => a + -b;

    public static Exact operator *(Exact a, Exact b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Exact operator /(Exact a, Exact b) => b.Numerator.Sign >= 0
        ? new(a.Numerator * b.Denominator, a.Denominator * b.Numerator)
        : new(-a.Numerator * b.Denominator, a.Denominator * -b.Numerator);

    public static Exact Sum(IEnumerable<Exact> terms) => terms.Aggregate(Zero, (a, b) => (a + b).Reduced());

    /// <summary>Rounded to a whole multiple of 2^-bits, so that a long recurrence stays of one size.</summary>
    public Exact Cut(int bits) => new((Numerator << bits) / Denominator, BigInteger.One << bits);

    /// <summary>The natural logarithm, to 300 bits.</summary>
    public Exact Log()
    {
        var power = (int)(Numerator.GetBitLength() - Denominator.GetBitLength());
        var near = power >= 0 ? new Exact(Numerator, Denominator << power) : new Exact(Numerator << -power, Denominator);
        return (LogNearOne(near) + (LogNearOne(2) * power)).Cut(600);

        // ln(x) = 2·artanh((x - 1)/(x + 1)), whose terms fall by a ninth and more for x from 1/2 to 2.
        static Exact LogNearOne(Exact x)
        {
            var u = ((x - 1) / (x + 1)).Cut(600);
            var square = (u * u).Cut(600);
            var (sum, term) = (Zero, u);
            for (var k = 1; k < 300; k += 2)
            {
                sum += (term / k).Cut(600);
                term = (term * square).Cut(600);
            }

            return sum * 2;
        }
    }

    public Exact Abs() => new(BigInteger.Abs(Numerator), Denominator);

    /// <summary>The square root, to 1,000 bits.</summary>
    public Exact Root()
    {
        if (Numerator.IsZero)
        {
            return Zero;
        }

        // Newton from above, in integers: the root of n·d over d, both scaled.
        var scaled = (Numerator * Denominator) << 2_000;
        var root = BigInteger.One << ((int)((scaled.GetBitLength() + 1) / 2));
        while (true)
        {
            var next = (root + (scaled / root)) >> 1;
            if (next >= root)
            {
                return new(root, Denominator << 1_000);
            }

            root = next;
        }
    }

    /// <summary>The nearest double.</summary>
    public double ToDouble()
    {
        if (Numerator.IsZero)
        {
            return 0;
        }

        var magnitude = BigInteger.Abs(Numerator);
        var shift = (int)(magnitude.GetBitLength() - Denominator.GetBitLength()) - 64;
        var quotient = shift > 0 ? BigInteger.DivRem(magnitude, Denominator << shift, out var rest) : BigInteger.DivRem(magnitude << -shift, Denominator, out rest);
        var drop = (int)quotient.GetBitLength() - 53;
        var kept = quotient >> drop;
        var below = quotient - (kept << drop);
        var half = BigInteger.One << (drop - 1);
        if (below > half || (below == half && (!rest.IsZero || !kept.IsEven)))
        {
            kept++;
        }

        var value = Math.ScaleB((double)kept, shift + drop);
        return Numerator.Sign < 0 ? -value : value;
    }

    /// <summary>The distance of a double from this value, in units of the last place of <paramref name="of"/>.</summary>
    public double Ulps(double actual, double of)
    {
        Exact unit = Math.BitIncrement(Math.Abs(of)) - Math.Abs(of);
        return ((this - actual).Abs() / unit).ToDouble();
    }

    private Exact Reduced()
    {
        if (Denominator.IsPowerOfTwo || Denominator.GetBitLength() < 4_000)
        {
            return this;
        }

        var common = BigInteger.GreatestCommonDivisor(Numerator, Denominator);
        return new(Numerator / common, Denominator / common);
    }
}
