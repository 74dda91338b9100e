using System.Runtime.Intrinsics;

namespace AgentBridge.Backtesting;

/// <summary>The least and the greatest of many numbers.</summary>
internal static class Extremes
{
    /// <summary>Both; infinite the other way round for none.</summary>
    /// <param name="values">No NaN.</param>
    public static (double Least, double Greatest) Of(ReadOnlySpan<double> values)
    {
        var (least, greatest) = (Vector256.Create(double.PositiveInfinity), Vector256.Create(double.NegativeInfinity));
        var i = 0;
        for (; i <= values.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            var four = Vector256.Create(values[i..]);
            (least, greatest) = (Vector256.MinNative(least, four), Vector256.MaxNative(greatest, four));
        }

        var (low, high) = (least[0], greatest[0]);
        for (var lane = 1; lane < Vector256<double>.Count; lane++)
        {
            (low, high) = (Math.Min(low, least[lane]), Math.Max(high, greatest[lane]));
        }

        for (; i < values.Length; i++)
        {
            (low, high) = (Math.Min(low, values[i]), Math.Max(high, values[i]));
        }

        return (low, high);
    }
}
