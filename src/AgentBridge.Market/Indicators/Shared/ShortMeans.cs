using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>The means of short windows along a series, four at once; the operations of <see cref="ShortSum"/> and <see cref="WholeDivisor.Of"/>, equal to the bit.</summary>
internal static class ShortMeans
{
    /// <summary>Writes the mean of the window that ends at each value from the end of the first window on.</summary>
    /// <param name="values">The series.</param>
    /// <param name="length">The length of a window, at most <see cref="ShortSum.Longest"/>.</param>
    /// <param name="count">The same as a divisor.</param>
    /// <param name="means">As long as the series.</param>
    /// <returns>The first value that has no mean yet.</returns>
    public static int Run(ReadOnlySpan<double> values, int length, in WholeDivisor count, Span<double> means)
    {
        ref var source = ref MemoryMarshal.GetReference(values);
        ref var target = ref MemoryMarshal.GetReference(means[..values.Length]);
        var (divisor, reciprocal, reciprocalLow) = (Vector256.Create(count.Value), Vector256.Create(count.Reciprocal), Vector256.Create(count.ReciprocalLow));
        var at = length - 1;
        for (; at <= values.Length - 4; at += 4)
        {
            // The oldest first.
            var high = Vector256.LoadUnsafe(ref source, (nuint)(at - length + 1));
            var low = Vector256<double>.Zero;
            for (var age = length - 2; age >= 0; age--)
            {
                var value = Vector256.LoadUnsafe(ref source, (nuint)(at - age));
                var sum = high + value;
                var added = sum - high;
                low = (high - (sum - added)) + (value - added) + low;
                high = sum;
            }

            var quotient = high * reciprocal;
            var rest = Fused.MultiplyAdd(-quotient, divisor, high) + low;
            (quotient + Fused.MultiplyAdd(rest, reciprocal, rest * reciprocalLow)).StoreUnsafe(ref target, (nuint)at);
        }

        return at;
    }
}
