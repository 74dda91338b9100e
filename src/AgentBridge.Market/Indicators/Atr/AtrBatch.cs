using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AgentBridge.Market;

/// <summary>Many bars at once: the operations of <see cref="WilderMean.Add"/> on sixteen bars together, equal to the bit. Without AVX, one by one.</summary>
internal static class AtrBatch
{
    /// <summary>Four fours.</summary>
    private const int Bars = 4 * WilderMean.Width;

    private const int ChunkBars = 32 * Bars;

    public static void Run(
        ref WilderMean mean, ref double previousClose, ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, Span<double> destination)
    {
        for (var bar = 0; bar < highs.Length; bar++)
        {
            // A rejected bar can precede a group of four; its close is not the previous one.
            if (Avx.IsSupported && bar > 0 && highs.Length - bar >= Bars && mean.IsAligned && previousClose.Equals(closes[bar - 1]))
            {
                bar = RunFours(ref mean, highs, lows, closes, destination, bar);
                previousClose = closes[bar - 1];
                if (bar == highs.Length)
                {
                    return;
                }
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

    /// <summary>
    /// Runs sixteen bars at a time until some need care (a refused bar, a vanishing mean). The bar before
    /// <paramref name="start"/> was taken. Three loops over a chunk, each of them free of waiting but the short middle one.
    /// </summary>
    /// <returns>The first bar that was not run.</returns>
    private static int RunFours(
        ref WilderMean mean, ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, Span<double> destination, int start)
    {
        Span<double> sums = stackalloc double[ChunkBars];
        Span<double> bases = stackalloc double[(ChunkBars / WilderMean.Width) + 1];
        Span<double> baseLows = stackalloc double[(ChunkBars / WilderMean.Width) + 1];
        var weights = mean.Weights;
        bases[0] = mean.BaseHigh;
        baseLows[0] = mean.BaseLow;
        var bar = start;
        int groups;
        do
        {
            groups = Math.Min(highs.Length - bar, ChunkBars) / Bars;
            groups = SumFours(weights, highs[(bar - 1)..], lows[(bar - 1)..], closes[(bar - 1)..], sums, groups);
            groups = ChainBases(weights, sums, bases, baseLows, groups);
            Finish(weights, sums, bases, baseLows, destination[bar..], groups);
            bar += groups * Bars;
            bases[0] = bases[groups * WilderMean.Width];
            baseLows[0] = baseLows[groups * WilderMean.Width];
        }
        while (groups == ChunkBars / Bars);

        mean.BaseHigh = bases[0];
        mean.BaseLow = baseLows[0];
        mean.Value = bases[0] + baseLows[0];
        return bar;
    }

    /// <summary>The sums over each group of four. Of every sixteen, the first sums of the four groups come first, then their second sums, and so on.</summary>
    /// <returns>How many sixteens have no refused bar before or in them.</returns>
    private static int SumFours(
        in WilderWeights weights, ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, Span<double> sums, int groups)
    {
        ref var high = ref MemoryMarshal.GetReference(highs);
        ref var low = ref MemoryMarshal.GetReference(lows);
        ref var close = ref MemoryMarshal.GetReference(closes);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        var beta = Vector256.Create(weights.Beta[0]);
        var alpha = Vector256.Create(weights.Alpha);
        for (var group = 0; group < groups; group++)
        {
            var bar = group * Bars;
            var a = TrueRange.Four(ref high, ref low, ref close, bar + 1);
            var b = TrueRange.Four(ref high, ref low, ref close, bar + 5);
            var c = TrueRange.Four(ref high, ref low, ref close, bar + 9);
            var d = TrueRange.Four(ref high, ref low, ref close, bar + 13);
            if (!TrueRange.AreTaken(a, b, c, d, Unsafe.Add(ref close, bar + Bars)))
            {
                return group;
            }

            // The first sum of a group of four is its first term: the sum before it is 0.
            Transpose(ref a, ref b, ref c, ref d);
            var running = alpha * a;
            running.StoreUnsafe(ref sum, (nuint)bar);
            running = Fused.MultiplyAdd(beta, running, alpha * b);
            running.StoreUnsafe(ref sum, (nuint)(bar + 4));
            running = Fused.MultiplyAdd(beta, running, alpha * c);
            running.StoreUnsafe(ref sum, (nuint)(bar + 8));
            running = Fused.MultiplyAdd(beta, running, alpha * d);
            running.StoreUnsafe(ref sum, (nuint)(bar + 12));
        }

        return groups;
    }

    /// <summary>The mean before each four: here, and only here, one waits for the one before.</summary>
    /// <returns>How many sixteens have no vanishing mean before or in them.</returns>
    private static int ChainBases(in WilderWeights weights, ReadOnlySpan<double> sums, Span<double> bases, Span<double> baseLows, int groups)
    {
        var beta = weights.Beta[3];
        var betaLow = weights.BetaLow[3];
        var high = bases[0];
        var low = baseLows[0];
        for (var four = 0; four < groups * WilderMean.Width; four++)
        {
            var sum = sums[((four / 4) * Bars) + 12 + (four % 4)];
            var next = Fused.MultiplyAdd(beta, high, sum);
            if (next < WilderMean.Smallest)
            {
                return four / 4;
            }

            var rounded = Fused.MultiplyAdd(beta, high, -next) + sum;
            low = Fused.MultiplyAdd(beta, low, Fused.MultiplyAdd(betaLow, high, rounded));
            high = next;
            bases[four + 1] = high;
            baseLows[four + 1] = low;
        }

        return groups;
    }

    /// <summary>Every mean from its four's base and sum.</summary>
    private static void Finish(
        in WilderWeights weights, ReadOnlySpan<double> sums, ReadOnlySpan<double> bases, ReadOnlySpan<double> baseLows, Span<double> destination, int groups)
    {
        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var baseHigh = ref MemoryMarshal.GetReference(bases);
        ref var baseLow = ref MemoryMarshal.GetReference(baseLows);
        ref var value = ref MemoryMarshal.GetReference(destination);
        for (var group = 0; group < groups; group++)
        {
            var bar = (nuint)(group * Bars);
            var high = Vector256.LoadUnsafe(ref baseHigh, (nuint)(group * 4));
            var low = Vector256.LoadUnsafe(ref baseLow, (nuint)(group * 4));
            var a = Mean(weights, 0, high, low, Vector256.LoadUnsafe(ref sum, bar));
            var b = Mean(weights, 1, high, low, Vector256.LoadUnsafe(ref sum, bar + 4));
            var c = Mean(weights, 2, high, low, Vector256.LoadUnsafe(ref sum, bar + 8));
            var d = Mean(weights, 3, high, low, Vector256.LoadUnsafe(ref sum, bar + 12));
            Transpose(ref a, ref b, ref c, ref d);
            a.StoreUnsafe(ref value, bar);
            b.StoreUnsafe(ref value, bar + 4);
            c.StoreUnsafe(ref value, bar + 8);
            d.StoreUnsafe(ref value, bar + 12);
        }
    }

    /// <summary>Four fours' means of one phase: the operations of <see cref="WilderMean.Add"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Mean(in WilderWeights weights, int phase, Vector256<double> bases, Vector256<double> baseLows, Vector256<double> sum)
    {
        var power = Vector256.Create(weights.Beta[phase]);
        var high = Fused.MultiplyAdd(power, bases, sum);
        var rounded = Fused.MultiplyAdd(power, bases, -high) + sum;
        return high + Fused.MultiplyAdd(power, baseLows, Fused.MultiplyAdd(Vector256.Create(weights.BetaLow[phase]), bases, rounded));
    }

    /// <summary>Rows become columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector256<double> a, ref Vector256<double> b, ref Vector256<double> c, ref Vector256<double> d)
    {
        var even1 = Avx.UnpackLow(a, b);
        var odd1 = Avx.UnpackHigh(a, b);
        var even2 = Avx.UnpackLow(c, d);
        var odd2 = Avx.UnpackHigh(c, d);
        a = Avx.Permute2x128(even1, even2, 0x20);
        b = Avx.Permute2x128(odd1, odd2, 0x20);
        c = Avx.Permute2x128(even1, even2, 0x31);
        d = Avx.Permute2x128(odd1, odd2, 0x31);
    }
}
