using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>
/// The largest of high - low, |high - previous close| and |low - previous close|. With low ≤ high that is
/// max(high, previous) - min(low, previous), to the bit: rounding is monotone.
/// </summary>
internal static class TrueRange
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(double high, double low, double previousClose) =>
        double.MaxNative(high, previousClose) - double.MinNative(low, previousClose);

    /// <summary>Whether a bar counts: low ≤ high and nothing is NaN or infinite, the range included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsTaken(double high, double low, double close, double range) =>
        high >= low && range <= double.MaxValue && Math.Abs(close) <= double.MaxValue;

    /// <summary>Four bars at once; NaN where the high is not at or above the low. The close before the first bar is the first close.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Four(ref double high, ref double low, ref double close, int bar)
    {
        var h = Vector256.LoadUnsafe(ref high, (nuint)bar);
        var l = Vector256.LoadUnsafe(ref low, (nuint)bar);
        var previous = Vector256.LoadUnsafe(ref close, (nuint)bar);

        // All bits set is NaN.
        return (Vector256.MaxNative(h, previous) - Vector256.MinNative(l, previous)) | ~Vector256.GreaterThanOrEqual(h, l);
    }

    /// <summary>Whether sixteen bars are valid. A close that is not finite shows up in the next bar's range; only the last one has no successor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreTaken(Vector256<double> a, Vector256<double> b, Vector256<double> c, Vector256<double> d, double lastClose)
    {
        var largest = Vector256.Create(double.MaxValue);
        var taken = Vector256.LessThanOrEqual(a, largest) & Vector256.LessThanOrEqual(b, largest) & Vector256.LessThanOrEqual(c, largest) & Vector256.LessThanOrEqual(d, largest);
        return Vector256.EqualsAll(taken.AsInt64(), Vector256<long>.AllBitsSet) && Math.Abs(lastClose) <= double.MaxValue;
    }
}
