using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>Operations on whole columns, four values at once.</summary>
internal static class Columns
{
    /// <summary>How many values from the first on are at most a limit in size; NaN and infinity are not.</summary>
    public static int LengthWithin(ReadOnlySpan<double> values, double limit)
    {
        ref var source = ref MemoryMarshal.GetReference(values);
        var limits = Vector256.Create(limit);
        var i = 0;
        while (i + 4 <= values.Length && Vector256.LessThanOrEqualAll(Vector256.Abs(Vector256.LoadUnsafe(ref source, (nuint)i)), limits))
        {
            i += 4;
        }

        while (i < values.Length && Math.Abs(values[i]) <= limit)
        {
            i++;
        }

        return i;
    }

    /// <summary>0 - each value: a 0 stays 0 and is not negated.</summary>
    public static void Negate(Span<double> values)
    {
        var i = 0;
        for (; i <= values.Length - 4; i += 4)
        {
            (Vector256<double>.Zero - Vector256.Create((ReadOnlySpan<double>)values[i..])).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++)
        {
            values[i] = 0 - values[i];
        }
    }

    /// <summary>a - b.</summary>
    /// <param name="a">The column to subtract from.</param>
    /// <param name="b">At least as long.</param>
    /// <param name="destination">At least as long; may be either.</param>
    public static void Subtract(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> destination)
    {
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b[..a.Length]);
        ref var target = ref MemoryMarshal.GetReference(destination[..a.Length]);
        var i = 0;
        for (; i + 4 <= a.Length; i += 4)
        {
            (Vector256.LoadUnsafe(ref left, (nuint)i) - Vector256.LoadUnsafe(ref right, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < a.Length; i++)
        {
            destination[i] = a[i] - b[i];
        }
    }
}
