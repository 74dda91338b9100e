using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>Bollinger bands after one value.</summary>
/// <param name="Middle">The mean.</param>
/// <param name="Upper">The mean plus the deviations.</param>
/// <param name="Lower">The mean less the deviations.</param>
/// <param name="PercentB">Where the value is between the bands: 0 at the lower, 1 at the upper one; 0.5 where they coincide.</param>
/// <param name="Width">(upper - lower) / middle; 0 where the bands coincide or the middle is 0.</param>
public readonly record struct BollingerBands(double Middle, double Upper, double Lower, double PercentB, double Width)
{
    /// <summary>No bands yet: NaN.</summary>
    public static BollingerBands None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    internal static BollingerBands Of(in Moments moments, double deviations)
    {
        var (middle, upper, lower) = LinesOf(moments, deviations);
        return new BollingerBands(
            middle,
            upper,
            lower,
            0.5 + (moments.Score / (2 * deviations)),
            middle == 0 ? 0 : 2 * (deviations * moments.Deviation) / middle);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (double Middle, double Upper, double Lower) LinesOf(in Moments moments, double deviations)
    {
        var (middle, distance) = (moments.Mean, deviations * moments.Deviation);
        return (middle, middle + distance, middle - distance);
    }
}
