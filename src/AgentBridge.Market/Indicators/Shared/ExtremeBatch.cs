using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>
/// The greatest or smallest of the last n values at every value of a series: windows of four times the length from four windows, on four values at once.
/// Equal to <see cref="RollingExtreme"/> to the bit.
/// </summary>
/// <typeparam name="T">Greatest or smallest.</typeparam>
internal static class ExtremeBatch<T>
    where T : struct, IExtreme
{
    private const int Lanes = 4;

    /// <summary>The extremes of a part of the series.</summary>
    /// <param name="values">The values of the first window, and those after it; finite and none of them 0: of two zeros either may be the extreme.</param>
    /// <param name="window">The length of a window.</param>
    /// <param name="destination">An extreme for each value from the end of the first window on.</param>
    /// <param name="scratch">At least as long as the values.</param>
    public static void Run(ReadOnlySpan<double> values, int window, Span<double> destination, Span<double> scratch)
    {
        var count = values.Length;
        ref var source = ref MemoryMarshal.GetReference(values);
        ref var target = ref MemoryMarshal.GetReference(scratch[..count]);

        // Windows that start at each value: of one value, then of more and more, until they are of the wanted length.
        var length = 1;
        while (length * 4 <= window)
        {
            count -= 3 * length;
            Join(ref source, ref target, length, 2 * length, 3 * length, count);
            source = ref target;
            length *= 4;
        }

        if (length * 2 <= window)
        {
            count -= length;
            Join(ref source, ref target, length, count);
            source = ref target;
            length *= 2;
        }

        var last = window - length;
        count -= last;
        Join(ref source, ref MemoryMarshal.GetReference(destination[..count]), last, count);
    }

    /// <summary>Joins four windows that start at each value and at three later ones. Target and source may be the same: what is written was read before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join(ref double source, ref double target, int second, int third, int fourth, int count)
    {
        var at = 0;
        for (; at <= count - Lanes; at += Lanes)
        {
            var a = T.Of(Vector256.LoadUnsafe(ref source, (nuint)at), Vector256.LoadUnsafe(ref source, (nuint)(at + second)));
            var b = T.Of(Vector256.LoadUnsafe(ref source, (nuint)(at + third)), Vector256.LoadUnsafe(ref source, (nuint)(at + fourth)));
            T.Of(a, b).StoreUnsafe(ref target, (nuint)at);
        }

        for (; at < count; at++)
        {
            Unsafe.Add(ref target, at) = T.Of(
                T.Of(Unsafe.Add(ref source, at), Unsafe.Add(ref source, at + second)), T.Of(Unsafe.Add(ref source, at + third), Unsafe.Add(ref source, at + fourth)));
        }
    }

    /// <summary>Joins two windows that start at each value and at a later one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join(ref double source, ref double target, int second, int count)
    {
        var at = 0;
        for (; at <= count - Lanes; at += Lanes)
        {
            T.Of(Vector256.LoadUnsafe(ref source, (nuint)at), Vector256.LoadUnsafe(ref source, (nuint)(at + second))).StoreUnsafe(ref target, (nuint)at);
        }

        for (; at < count; at++)
        {
            Unsafe.Add(ref target, at) = T.Of(Unsafe.Add(ref source, at), Unsafe.Add(ref source, at + second));
        }
    }
}
