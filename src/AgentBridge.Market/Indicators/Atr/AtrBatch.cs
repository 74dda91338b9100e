using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>True ranges of sixteen bars at once, then <see cref="RecursiveMean.AddAll"/>; equal to the bit with one bar at a time. Without AVX, one by one.</summary>
internal static class AtrBatch
{
    private const int Bars = 16;
    private const int ChunkBars = 16 * Bars;

    /// <summary>Continues a mean that is ready.</summary>
    public static void Run(
        ref RecursiveMean mean, ref double previousClose, ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, Span<double> destination)
    {
        Span<double> ranges = stackalloc double[ChunkBars];
        for (var bar = 0; bar < highs.Length; bar++)
        {
            // A rejected bar can precede a group; its close is not the previous one.
            while (Vector256.IsHardwareAccelerated && bar > 0 && previousClose.Equals(closes[bar - 1]))
            {
                var count = Ranges(highs[bar..], lows[bar..], closes[(bar - 1)..], ranges);
                if (count == 0)
                {
                    break;
                }

                mean.AddAll(ranges[..count], destination[bar..]);
                bar += count;
                previousClose = closes[bar - 1];
            }

            if (bar == highs.Length)
            {
                return;
            }

            var range = TrueRange.Of(highs[bar], lows[bar], previousClose);
            if (!TrueRange.IsTaken(highs[bar], lows[bar], closes[bar], range))
            {
                destination[bar] = double.NaN;
                continue;
            }

            mean.Add(range);
            previousClose = closes[bar];
            destination[bar] = mean.Value;
        }
    }

    /// <summary>The ranges of whole sixteens up to the first that has a refused bar. The closes have one more at the front: the one before the first bar.</summary>
    /// <returns>How many ranges.</returns>
    private static int Ranges(ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, Span<double> ranges)
    {
        ref var high = ref MemoryMarshal.GetReference(highs);
        ref var low = ref MemoryMarshal.GetReference(lows);
        ref var close = ref MemoryMarshal.GetReference(closes);
        ref var range = ref MemoryMarshal.GetReference(ranges);
        var bar = 0;
        for (; bar + Bars <= Math.Min(highs.Length, ranges.Length); bar += Bars)
        {
            var a = TrueRange.Four(ref high, ref low, ref close, bar);
            var b = TrueRange.Four(ref high, ref low, ref close, bar + 4);
            var c = TrueRange.Four(ref high, ref low, ref close, bar + 8);
            var d = TrueRange.Four(ref high, ref low, ref close, bar + 12);
            if (!TrueRange.AreTaken(a, b, c, d, closes[bar + Bars]))
            {
                break;
            }

            a.StoreUnsafe(ref range, (nuint)bar);
            b.StoreUnsafe(ref range, (nuint)(bar + 4));
            c.StoreUnsafe(ref range, (nuint)(bar + 8));
            d.StoreUnsafe(ref range, (nuint)(bar + 12));
        }

        return bar;
    }
}
