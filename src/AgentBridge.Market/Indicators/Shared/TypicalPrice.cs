using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The typical price of a bar: (high + low + close) / 3.</summary>
internal static class TypicalPrice
{
    /// <summary>The typical price.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(double high, double low, double close) => Tripled(high, low, close).DividedBy(3);

    /// <summary>high + low + close, exactly: three typical prices.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble Tripled(double high, double low, double close) => DoubleDouble.Sum(high, low) + close;

    /// <summary>The average weighted by volume; without volume the typical price of the last bar.</summary>
    /// <param name="turnover">The sum of tripled typical prices times volumes.</param>
    /// <param name="volume">The sum of the volumes.</param>
    /// <param name="last">The tripled typical price of the last bar.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Weighted(double turnover, double volume, double last) => volume > 0 ? turnover / volume / 3 : last / 3;
}
