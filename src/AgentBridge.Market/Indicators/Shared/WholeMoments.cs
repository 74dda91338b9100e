using System.Numerics;
using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The sum, and the sum of the squares in 128 bits.</summary>
internal readonly struct WholeMoments(WholeSum sum, ulong squaresHigh, ulong squaresLow) : IWholeSums<WholeMoments>
{
    public readonly WholeSum Sum = sum;

    private readonly ulong _squaresHigh = squaresHigh;
    private readonly ulong _squaresLow = squaresLow;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WholeMoments Slide(long entering, long leaving, int length)
    {
        // The sum of two squares less another never goes below 0, so that what wraps around in between comes back.
        var addedHigh = Math.BigMul((ulong)entering, (ulong)entering, out var addedLow);
        var takenHigh = Math.BigMul((ulong)leaving, (ulong)leaving, out var takenLow);
        var low = _squaresLow + addedLow;
        var high = _squaresHigh + addedHigh + (low < addedLow ? 1UL : 0);
        high -= takenHigh + (low < takenLow ? 1UL : 0);
        return new(Sum.Slide(entering, leaving, length), high, low - takenLow);
    }

    /// <summary>n times the sum of the squared distances from the mean, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Spread(int length)
    {
        // n·sum(x²) - sum(x)², which has at most 126 bits.
        var high = Math.BigMul(_squaresLow, (ulong)length, out var low) + (_squaresHigh * (ulong)length);
        var squareHigh = Math.BigMul((ulong)Sum.Value, (ulong)Sum.Value, out var squareLow);
        high -= squareHigh + (low < squareLow ? 1UL : 0);
        low -= squareLow;
        if (high == 0 && (long)low >= 0)
        {
            return (long)low;
        }

        // Its upper 63 bits; the last of them is 1 if anything is below, so that they are rounded as the whole would be.
        var shift = BitOperations.LeadingZeroCount(high) - 1;
        var upper = (high << shift) | (low >> (64 - shift));
        var below = low << shift;
        return (double)(long)(upper | (below == 0 ? 0UL : 1)) * BitConverter.UInt64BitsToDouble((ulong)(1023 + 64 - shift) << 52);
    }
}
