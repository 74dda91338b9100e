using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace AgentBridge.Backtesting;

/// <summary>
/// A positive double as the decimal number that its shortest text shows: <see cref="Digits"/> / 10^<see cref="Places"/>. Freqtrade computes with these
/// texts, so sums and products are exact, and each result is rounded once.
/// </summary>
internal readonly struct Decimals
{
    // With at most 15 digits a decimal is the shortest text of its double.
    private const double MostShort = 1e15;
    private const int MostPlaces = 15;
    private const int DoubleBits = 53;
    private const double TwoTo32 = 1UL << 32;
    private const double TwoTo64 = TwoTo32 * TwoTo32;
    private const double Margin = 1 / (TwoTo64 * TwoTo32 * 16);

    private static readonly double[] Powers = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    private static readonly UInt128[] Wholes = [.. Enumerable.Range(0, 39).Select(n => UInt128.Parse("1" + new string('0', n), CultureInfo.InvariantCulture))];

    private Decimals(UInt128 digits, int places) => (Digits, Places) = (digits, places);

    public UInt128 Digits { get; }

    public int Places { get; }

    /// <summary>10^exponent, exactly, from 0 to 22.</summary>
    public static double Power(int exponent) => Powers[exponent];

    /// <summary>The decimal of a double.</summary>
    /// <param name="value">Finite, ≥ 0.</param>
    /// <param name="places">The decimals that it is expected to have; any number is correct.</param>
    public static Decimals Of(double value, int places)
    {
        if ((uint)places <= MostPlaces)
        {
            var digits = Math.Round(value * Powers[places]);
            if (digits < MostShort && digits / Powers[places] == value)
            {
                return new((ulong)digits, places);
            }
        }

        return Parsed(value);
    }

    /// <summary>amount · rate · (1 + fee), or · (1 − fee), rounded once.</summary>
    public static double Value(Decimals amount, Decimals rate, Decimals fee, bool isPaid)
    {
        var one = Wholes[fee.Places];
        var factor = isPaid ? one + fee.Digits : one - fee.Digits;
        var places = amount.Places + rate.Places + fee.Places;
        return Bits(amount.Digits) + Bits(rate.Digits) + Bits(factor) <= 128
            ? Rounded(amount.Digits * rate.Digits * factor, places)
            : Rounded((BigInteger)amount.Digits * rate.Digits * factor, places);
    }

    /// <summary>amount · rate, rounded once.</summary>
    public static double Product(Decimals amount, Decimals rate) => Value(amount, rate, new Decimals(0, 0), isPaid: true);

    /// <summary>The exact difference; the other is at most this.</summary>
    public Decimals Minus(Decimals other)
    {
        var places = Math.Max(Places, other.Places);
        return new((Digits * Wholes[places - Places]) - (other.Digits * Wholes[places - other.Places]), places);
    }

    /// <summary>The decimal without what lies behind its 18th decimal.</summary>
    public Decimals CutAt18() => Places <= 18 ? this : new(Digits / Wholes[Math.Min(Places - 18, 38)], 18);

    /// <summary>The multiple of a step that is nearest, half up.</summary>
    public double Nearest(in Tick tick) => Stepped(tick, Direction.HalfUp);

    /// <summary>The smallest multiple of a step that is not below.</summary>
    public double Up(in Tick tick) => Stepped(tick, Direction.Up);

    /// <summary>The largest multiple of a step that is not above.</summary>
    public double Down(in Tick tick) => Stepped(tick, Direction.Down);

    /// <summary>The nearest double; of two equally near ones the even one.</summary>
    public double ToDouble() => Rounded(Digits, Places);

    private static int Bits(UInt128 number) => 128 - (int)UInt128.LeadingZeroCount(number);

    private double Stepped(in Tick tick, Direction rounding)
    {
        if (tick.IsPowerOfTen && Places <= tick.Places)
        {
            return ToDouble();
        }

        var places = Math.Max(Places, tick.Places);
        if (places - Places > 38 || places - tick.Places > 38 || Bits(Digits) + Bits(Wholes[places - Places]) > 127 || Bits(tick.Units) + Bits(Wholes[places - tick.Places]) > 127)
        {
            return SteppedBig(tick, rounding, places);
        }

        var number = Digits * Wholes[places - Places];
        var step = tick.Units * Wholes[places - tick.Places];
        var rest = number % step;
        var isUp = rounding switch
        {
            Direction.Up => rest > 0,
            Direction.HalfUp => rest >= step - rest,
            _ => false,
        };
        return Rounded(isUp && rest > 0 ? number - rest + step : number - rest, places);
    }

    private double SteppedBig(in Tick tick, Direction rounding, int places)
    {
        var number = (BigInteger)Digits * BigInteger.Pow(10, places - Places);
        var step = tick.Units * BigInteger.Pow(10, places - tick.Places);
        var rest = number % step;
        var isUp = !rest.IsZero && (rounding == Direction.Up || (rounding == Direction.HalfUp && rest * 2 >= step));
        return Rounded(isUp ? number - rest + step : number - rest, places);
    }

    /// <summary>number / 10^places in one rounding.</summary>
    private static double Rounded(UInt128 number, int places)
    {
        if (number <= (1UL << DoubleBits) && places < Powers.Length)
        {
            return (ulong)number / Powers[places];
        }

        if (places < Powers.Length && TryDivide(number, Powers[places], out var near))
        {
            return near;
        }

        if (places > 21)
        {
            return Rounded((BigInteger)number, places);
        }

        // A quotient of at least 55 bits whose last bit also says whether a rest was cut off: its conversion rounds as the exact value would.
        var divisor = Wholes[places];
        var shift = DoubleBits + 2 - (Bits(number) - Bits(divisor));
        var (dividend, by) = shift >= 0 ? (number << shift, divisor) : (number, divisor << -shift);
        if (shift < 0 && Bits(divisor) - shift > 128)
        {
            return Rounded((BigInteger)number, places);
        }

        var (quotient, rest) = UInt128.DivRem(dividend, by);
        var digits = (long)(ulong)quotient | (rest > 0 ? 1L : 0L);
        return Math.ScaleB((double)digits, -shift);
    }

    /// <summary>The nearest double of a quotient; none where the exact quotient is too near the middle between two doubles for this to tell.</summary>
    /// <param name="number">From 1 to less than 2^117.</param>
    /// <param name="divisor">A power of ten that is a double.</param>
    /// <param name="nearest">What was found.</param>
    private static bool TryDivide(UInt128 number, double divisor, out double nearest)
    {
        // Three exact parts, and their sum in two doubles.
        var (upper, lower) = ((ulong)(number >> 64), (ulong)number);
        var (top, middle, bottom) = (upper * TwoTo64, (lower >> 32) * TwoTo32, (double)(uint)lower);
        var part = middle + bottom;
        var high = top + part;
        var low = (part - (high - top)) + (bottom - (part - middle));

        // The quotient in two doubles, which are off by less than 2^-102 of it.
        var quotient = high / divisor;
        var rest = (Math.FusedMultiplyAdd(-quotient, divisor, high) + low) / divisor;
        nearest = quotient + (rest - (quotient * Margin));
        return (Fma.IsSupported || AdvSimd.IsSupported) && upper < 1UL << DoubleBits && nearest == quotient + (rest + (quotient * Margin));
    }

    /// <summary>number / 10^places in one rounding.</summary>
    public static double Rounded(BigInteger number, int places) =>
        double.Parse(string.Create(CultureInfo.InvariantCulture, $"{number}E-{places}"), CultureInfo.InvariantCulture);

    private static Decimals Parsed(double value)
    {
        Span<char> text = stackalloc char[40];
        _ = value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        UInt128 digits = 0;
        var (places, isFraction, exponent) = (0, false, 0);
        for (var i = 0; i < length; i++)
        {
            if (text[i] == '.')
            {
                isFraction = true;
            }
            else if (text[i] == 'E')
            {
                exponent = int.Parse(text[(i + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            else
            {
                digits = (digits * 10) + (uint)(text[i] - '0');
                places += isFraction ? 1 : 0;
            }
        }

        places -= exponent;
        return places >= 0 ? new(digits, places) : new(digits * Wholes[-places], 0);
    }

    private enum Direction
    {
        None,
        Down,
        Up,
        HalfUp,
    }
}
