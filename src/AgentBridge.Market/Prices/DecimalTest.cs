using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace AgentBridge.Market;

/// <summary>Whether doubles are those that the texts of decimals parse to.</summary>
internal static class DecimalTest
{
    private const long ExponentBits = 0x7FF0_0000_0000_0000;
    private const double HalfUnit = 1.0 / (1L << 53);

    /// <summary>Whether each price equals its nearest whole number of steps, divided by the steps in 1.</summary>
    /// <param name="prices">Any numbers.</param>
    /// <param name="scale">A power of ten up to 10^22.</param>
    /// <param name="steps">The whole numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Are(Vector256<double> prices, double scale, out Vector256<double> steps)
    {
        var scales = Vector256.Create(scale);
        steps = Vector256.Round(prices * scales);

        if (!Fma.IsSupported && !AdvSimd.IsSupported)
        {
            return Vector256.EqualsAll(steps / scales, prices);
        }

        // Less than half a unit of the price's last place away is equal: no quotient is nearer to another double. (For a power of two, below which doubles are twice
        // as near, the rest is 0 or larger than that.) A division takes longer than all of this.
        var rest = Vector256.FusedMultiplyAdd(prices, scales, -steps);
        var half = (prices.AsInt64() & Vector256.Create(ExponentBits)).AsDouble() * Vector256.Create(scale * HalfUnit);
        return Vector256.LessThanAll(Vector256.Abs(rest), half) || Vector256.EqualsAll(steps / scales, prices);
    }
}
