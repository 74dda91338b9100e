using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The sum.</summary>
internal readonly struct WholeSum(long sum) : IWholeSums<WholeSum>
{
    public readonly long Value = sum;

    /// <summary>The sum's multiple of 2^32.</summary>
    public double High
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Value & ~(long)uint.MaxValue;
    }

    /// <summary>The rest of the sum.</summary>
    public double Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Value & uint.MaxValue;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WholeSum Slide(long entering, long leaving, int length) => new(Value + (entering - leaving));
}
