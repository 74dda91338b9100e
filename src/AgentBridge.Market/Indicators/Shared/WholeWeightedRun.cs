using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>
/// The weighted means of a window that moves along a series of near prices, four at once, each added up anew; equal to <see cref="WindowWeightedMean"/> to the
/// bit, since both are the exact mean, rounded once.
/// </summary>
internal static class WholeWeightedRun
{
    /// <summary>The longest window: beyond, adding up anew takes longer than one by one.</summary>
    public const int LongestWindow = 64;

    /// <summary>The length of the buffer.</summary>
    public const int Buffer = 2 * Column;

    private const int Lanes = 4;
    private const int Part = 256;
    private const int Column = Part + LongestWindow;

    /// <summary>Adding and subtracting it leaves the multiple of 2^26.</summary>
    private const double Rounder = 1.5 * (1L << 52) * (1L << 26);

    /// <summary>Moves a window along a part of the series, up to a value that is not near the ones before the start.</summary>
    /// <param name="length">The length of the window.</param>
    /// <param name="weights">The sum of the weights.</param>
    /// <param name="values">The series.</param>
    /// <param name="start">The first value that enters; a window is before it.</param>
    /// <param name="means">As long as the series.</param>
    /// <param name="buffer">At least <see cref="Buffer"/> values.</param>
    /// <returns>How many values entered.</returns>
    public static int Run(int length, in WholeDivisor weights, ReadOnlySpan<double> values, int start, Span<double> means, Span<double> buffer)
    {
        var first = start - length;
        if (!Vector256.IsHardwareAccelerated || length is > LongestWindow or < Lanes || !WholeUnits.TryFit(values[first..start], WholeUnits.MostUnits / 4, out var units))
        {
            return 0;
        }

        // An upper part of each value, a multiple of 2^26 units, and a lower one: their weighted sums are exact in doubles.
        ref var highs = ref MemoryMarshal.GetReference(buffer[..Buffer]);
        ref var lows = ref MemoryMarshal.GetReference(buffer[Column..]);
        var (least, greatest, rounder, perUnit) = (Vector256.Create(units.Base), Vector256.Create(units.Most), Vector256.Create(Rounder), Vector256.Create(1 / units.Unit));
        var end = start;
        for (var bar = first; bar <= Math.Min(values.Length, start + Part) - Lanes; bar += Lanes)
        {
            var value = Vector256.Create(values[bar..]);
            if (!Vector256.GreaterThanOrEqualAll(value, least) || !Vector256.LessThanOrEqualAll(value, greatest))
            {
                break;
            }

            var number = (value - least) * perUnit;
            var high = (number + rounder) - rounder;
            high.StoreUnsafe(ref highs, (nuint)(bar - first));
            (number - high).StoreUnsafe(ref lows, (nuint)(bar - first));
            end = bar + Lanes;
        }

        var at = start;
        for (; at <= end - (2 * Lanes); at += 2 * Lanes)
        {
            // Two parts of two times four windows: so many that none waits for another.
            var (high, low, nextHigh, nextLow) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
            var weight = Vector256<double>.Zero;
            for (var place = at - start + 1; place <= at - start + length; place++)
            {
                weight += Vector256<double>.One;
                high = Fused.MultiplyAdd(weight, Vector256.LoadUnsafe(ref highs, (nuint)place), high);
                low = Fused.MultiplyAdd(weight, Vector256.LoadUnsafe(ref lows, (nuint)place), low);
                nextHigh = Fused.MultiplyAdd(weight, Vector256.LoadUnsafe(ref highs, (nuint)(place + Lanes)), nextHigh);
                nextLow = Fused.MultiplyAdd(weight, Vector256.LoadUnsafe(ref lows, (nuint)(place + Lanes)), nextLow);
            }

            units.Mean(high, low, weights).CopyTo(means[at..]);
            units.Mean(nextHigh, nextLow, weights).CopyTo(means[(at + Lanes)..]);
        }

        return at - start;
    }
}
