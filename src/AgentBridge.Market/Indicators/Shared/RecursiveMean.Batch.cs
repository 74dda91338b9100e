using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <content>Many values: the operations of <see cref="Add"/>, four of a kind at once where they do not wait for each other.</content>
internal partial struct RecursiveMean
{
    /// <summary>The same as <see cref="Add"/> for each value, writing <see cref="Value"/>; equal to the bit.</summary>
    /// <param name="values">Finite values.</param>
    /// <param name="destination">At least as long as the values; may be the same memory.</param>
    public void AddAll(ReadOnlySpan<double> values, Span<double> destination)
    {
        var i = 0;
        for (; i < values.Length && !IsReady; i++)
        {
            Add(values[i]);
            destination[i] = Value;
        }

        if (Vector256.IsHardwareAccelerated)
        {
            i += AddFours(values[i..], destination[i..]);
        }

        for (; i < values.Length; i++)
        {
            Add(values[i]);
            destination[i] = Value;
        }
    }

    /// <summary>Adds fours up to one that needs care (a vanishing mean).</summary>
    /// <returns>How many values were added.</returns>
    private int AddFours(ReadOnlySpan<double> values, Span<double> destination)
    {
        ref var source = ref MemoryMarshal.GetReference(values);
        ref var target = ref MemoryMarshal.GetReference(destination[..values.Length]);
        var (alpha, beta) = (_alpha, _beta);
        var alphas = Vector256.Create(alpha);
        var alphaLows = Vector256.Create(_alphaLow);
        var betas = Vector256.Create(beta);
        var betaLows = Vector256.Create(_betaLow);
        var smallest = Vector256.Create(Smallest);
        var (high, low) = (_high, _low);
        var i = 0;
        for (; i + 4 <= values.Length; i += 4)
        {
            // Two short chains of one multiply-add a value: the high parts here, the low parts below. All else has its inputs at once.
            var high0 = Fused.MultiplyAdd(beta, high, alpha * values[i]);
            var high1 = Fused.MultiplyAdd(beta, high0, alpha * values[i + 1]);
            var high2 = Fused.MultiplyAdd(beta, high1, alpha * values[i + 2]);
            var high3 = Fused.MultiplyAdd(beta, high2, alpha * values[i + 3]);
            var highs = Vector256.Create(high0, high1, high2, high3);
            if (Vector256.LessThanAny(Vector256.Abs(highs), smallest))
            {
                break;
            }

            var before = Vector256.Create(high, high0, high1, high2);
            var value = Vector256.LoadUnsafe(ref source, (nuint)i);
            var added = alphas * value;
            var kept = betas * before;
            var keptLow = Fused.MultiplyAdd(betas, before, -kept);
            var sum = kept + added;
            var moved = sum - kept;
            var sumLow = (kept - (sum - moved)) + (added - moved);
            var lost = (sum - highs) + (sumLow + keptLow);
            var addedLow = Fused.MultiplyAdd(alphaLows, value, Fused.MultiplyAdd(alphas, value, -added));
            var rest = Fused.MultiplyAdd(betaLows, before, lost + addedLow);
            var low0 = Fused.MultiplyAdd(beta, low, rest[0]);
            var low1 = Fused.MultiplyAdd(beta, low0, rest[1]);
            var low2 = Fused.MultiplyAdd(beta, low1, rest[2]);
            var low3 = Fused.MultiplyAdd(beta, low2, rest[3]);
            (highs + Vector256.Create(low0, low1, low2, low3)).StoreUnsafe(ref target, (nuint)i);
            (high, low) = (high3, low3);
        }

        (_high, _low) = (high, low);
        return i;
    }
}
