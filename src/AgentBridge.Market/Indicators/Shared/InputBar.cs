using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>Which bars an indicator takes, as far as the bar alone decides. NaN is never taken.</summary>
internal static class InputBar
{
    /// <summary>Whether low ≤ high and both are finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsTaken(double high, double low) => high >= low && high <= double.MaxValue && low >= double.MinValue;

    /// <summary>Whether low ≤ high, and these and the close are finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsTaken(double high, double low, double close) => IsTaken(high, low) && Math.Abs(close) <= double.MaxValue;

    /// <summary>Whether a volume is finite and ≥ 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsVolume(double volume) => volume >= 0 && volume <= double.MaxValue;
}
