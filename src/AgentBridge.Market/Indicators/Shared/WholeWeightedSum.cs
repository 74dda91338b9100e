using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The sum weighted by 1 for the oldest to n for the newest, in two parts of 32 bits each: it has up to 72 bits.</summary>
internal readonly struct WholeWeightedSum(long sumHigh, long sumLow, long high, long low) : IWholeSums<WholeWeightedSum>
{
    private const double Upper = 4_294_967_296;

    private readonly long _sumHigh = sumHigh;
    private readonly long _sumLow = sumLow;
    private readonly long _high = high;
    private readonly long _low = low;

    /// <summary>The weighted sum of the upper parts, a multiple of 2^32.</summary>
    public double High
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _high * Upper;
    }

    /// <summary>That of the lower 32 bits.</summary>
    public double Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WholeWeightedSum Slide(long entering, long leaving, int length)
    {
        // Every number so far moves down by one.
        var (enteringHigh, enteringLow) = (entering >> 32, entering & uint.MaxValue);
        return new(
            _sumHigh + (enteringHigh - (leaving >> 32)),
            _sumLow + (enteringLow - (leaving & uint.MaxValue)),
            _high + ((length * enteringHigh) - _sumHigh),
            _low + ((length * enteringLow) - _sumLow));
    }
}
