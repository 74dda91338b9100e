using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>
/// The means of a window that moves along a series, four at once; equal to <see cref="WindowMean"/> to the bit, since both are the exact mean, rounded once.
/// </summary>
internal static class WholeMeanRun
{
    /// <summary>Values that must be before the first one, in addition to its window.</summary>
    public const int Lanes = 4;

    /// <summary>So few that the lower parts of the sums stay exact.</summary>
    private const int Most = 1 << 20;

    /// <summary>Moves a window along the series, up to a value that is not near the ones before the start.</summary>
    /// <param name="count">The length of the window.</param>
    /// <param name="values">The series.</param>
    /// <param name="start">The first value that enters; at least <see cref="Lanes"/> values and a window are before it.</param>
    /// <param name="destination">A mean for each value that enters, as long as the series.</param>
    /// <returns>How many values entered.</returns>
    public static int Run(in WholeDivisor count, ReadOnlySpan<double> values, int start, Span<double> destination)
    {
        // The difference of four values and four others is at most 2^53 units, so that nothing is rounded.
        var length = (int)count.Value;
        if (!Vector256.IsHardwareAccelerated || length > WholeUnits.LongestWindow
            || !WholeUnits.TryFit(values.Slice(start - length - Lanes, length + Lanes), WholeUnits.MostUnits / 4, out var units))
        {
            return 0;
        }

        ref var entering = ref MemoryMarshal.GetReference(values);
        ref var target = ref MemoryMarshal.GetReference(destination[..values.Length]);
        var (high, low) = Before(units, values, start, length);
        var (least, greatest) = (Vector256.Create(units.Base), Vector256.Create(units.Most));
        var (weights, reciprocal, reciprocalLow) = (Vector256.Create(count.Value), Vector256.Create(count.Reciprocal), Vector256.Create(count.ReciprocalLow));

        // Adding and subtracting it leaves the multiple of 2^26 units.
        var rounder = Vector256.Create(units.Unit * (1.5 * (1L << 52) * (1L << 26)));
        var end = Math.Min(values.Length, start + Most) - Lanes;
        var at = start;
        for (; at <= end; at += Lanes)
        {
            var newest = Vector256.LoadUnsafe(ref entering, (nuint)at);
            if (!Vector256.GreaterThanOrEqualAll(newest, least) || !Vector256.LessThanOrEqualAll(newest, greatest))
            {
                break;
            }

            // Each lane moves on by four values: what enters less what leaves.
            var moved = ((newest - Vector256.LoadUnsafe(ref entering, (nuint)(at - length)))
                + (Vector256.LoadUnsafe(ref entering, (nuint)(at - 1)) - Vector256.LoadUnsafe(ref entering, (nuint)(at - 1 - length))))
                + ((Vector256.LoadUnsafe(ref entering, (nuint)(at - 2)) - Vector256.LoadUnsafe(ref entering, (nuint)(at - 2 - length)))
                + (Vector256.LoadUnsafe(ref entering, (nuint)(at - 3)) - Vector256.LoadUnsafe(ref entering, (nuint)(at - 3 - length))));
            var movedHigh = (moved + rounder) - rounder;
            high += movedHigh;
            low += moved - movedHigh;

            // As WholeUnits.Mean.
            var quotient = Fused.MultiplyAdd(high + low, reciprocal, least);
            var rest = Fused.MultiplyAdd(least - quotient, weights, high) + low;
            (quotient + Fused.MultiplyAdd(rest, reciprocal, rest * reciprocalLow)).StoreUnsafe(ref target, (nuint)at);
        }

        return at - start;
    }

    /// <summary>The sums of the windows that end at each of the four values before the start, in two parts.</summary>
    private static (Vector256<double> High, Vector256<double> Low) Before(in WholeUnits units, ReadOnlySpan<double> values, int start, int length)
    {
        var sum = default(WholeSum);
        var (high, low) = (Vector256<double>.Zero, Vector256<double>.Zero);
        for (var at = start - Lanes - length; at < start; at++)
        {
            var isFull = at >= start - Lanes;
            sum = sum.Slide(units.Of(values[at]), isFull ? units.Of(values[at - length]) : 0, length);
            if (isFull)
            {
                var lane = at - start + Lanes;
                (high, low) = (high.WithElement(lane, sum.High * units.Unit), low.WithElement(lane, sum.Low * units.Unit));
            }
        }

        return (high, low);
    }
}
