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
        var middle = moments.Mean;
        var distance = deviations * moments.Deviation;
        return new BollingerBands(
            middle,
            middle + distance,
            middle - distance,
            0.5 + (moments.Score / (2 * deviations)),
            middle == 0 ? 0 : 2 * distance / middle);
    }
}
