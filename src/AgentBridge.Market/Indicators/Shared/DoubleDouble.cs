using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// An unevaluated sum of two doubles with about 106 significant bits. Sums are exact as long as the bits of all terms fit in: those of
/// prices do. Without fused multiply-add, products are rounded to one double.
/// </summary>
internal readonly struct DoubleDouble(double high, double low)
{
    public readonly double High = high;
    public readonly double Low = low;

    /// <summary>The sum as one double.</summary>
    public double Rounded
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => High + Low;
    }

    /// <summary>a + b, exactly (Knuth).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble Sum(double a, double b)
    {
        var sum = a + b;
        var added = sum - a;
        return new DoubleDouble(sum, (a - (sum - added)) + (b - added));
    }

    /// <summary>a·b, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble Product(double a, double b)
    {
        var product = a * b;
        return new DoubleDouble(product, Fused.MultiplyAdd(a, b, -product));
    }

    /// <summary>The square.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DoubleDouble Squared()
    {
        var square = Product(High, High);
        return new DoubleDouble(square.High, Fused.MultiplyAdd(2 * High, Low, square.Low));
    }

    /// <summary>The quotient as one double: that of the exact sum, rounded once.</summary>
    /// <param name="divisor">A whole number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double DividedBy(double divisor)
    {
        var quotient = High / divisor;
        return quotient + ((Fused.MultiplyAdd(-quotient, divisor, High) + Low) / divisor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator +(DoubleDouble a, double b)
    {
        var sum = Sum(a.High, b);
        return new DoubleDouble(sum.High, sum.Low + a.Low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        var sum = Sum(a.High, b.High);
        return new DoubleDouble(sum.High, sum.Low + (a.Low + b.Low));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + new DoubleDouble(-b.High, -b.Low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator *(DoubleDouble a, double b)
    {
        var product = Product(a.High, b);
        return new DoubleDouble(product.High, Fused.MultiplyAdd(a.Low, b, product.Low));
    }
}
