using System.Diagnostics.CodeAnalysis;

namespace AgentBridge.Market;

/// <summary>Wilder's average true range over a whole series; the definition is that of <see cref="AtrState"/>.</summary>
public static class Atr
{
    /// <summary>The average at every candle; NaN before the first value and at a candle that <see cref="AtrState.Update"/> refuses.</summary>
    /// <param name="candles">The candles, oldest first.</param>
    /// <param name="period">True ranges in the average, from 1 to 10,000.</param>
    /// <returns>One value a candle.</returns>
    [SuppressMessage("ApiDesign", "RS0027", Justification = "The overload writes into a buffer; nobody mistakes one for the other.")]
    public static double[] ComputeAtr(CandleSeries candles, int period = 14)
    {
        ArgumentNullException.ThrowIfNull(candles);
        var values = new double[candles.Count];
        ComputeAtr(candles, period, values);
        return values;
    }

    /// <summary>The average at every candle, into a buffer of the caller's.</summary>
    /// <param name="candles">The candles, oldest first.</param>
    /// <param name="period">True ranges in the average, from 1 to 10,000.</param>
    /// <param name="destination">At least as long as the series.</param>
    public static void ComputeAtr(CandleSeries candles, int period, Span<double> destination)
    {
        ArgumentNullException.ThrowIfNull(candles);
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, candles.Count, nameof(destination));
        new AtrState(period).UpdateAll(candles.Highs, candles.Lows, candles.Closes, destination);
    }
}
