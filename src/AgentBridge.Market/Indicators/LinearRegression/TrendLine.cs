namespace AgentBridge.Market;

/// <summary>A straight line through the last values.</summary>
/// <param name="Slope">By how much it rises a bar.</param>
/// <param name="R2">The coefficient of determination, from 0 to 1; 0 where all values are equal.</param>
/// <param name="End">The line at the newest bar (TA-Lib LINEARREG).</param>
/// <param name="Forecast">The line one bar ahead (TA-Lib TSF).</param>
public readonly record struct TrendLine(double Slope, double R2, double End, double Forecast)
{
    /// <summary>No line yet: NaN.</summary>
    public static TrendLine None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN);

    internal static TrendLine Of(in TrendPart part, double origin, int period, PriceScale scale)
    {
        double n = period;

        // With bars 1 to n: twice the covariance sum, and n times the squared distances from the mean.
        var covariance = (part.Line.Weighted * 2) - (part.Line.Sum * (n + 1));
        var spread = ((part.Moments.Squares * n) - part.Moments.Sum.Squared()).Rounded;
        var rise = covariance.Rounded;
        var slope = 6 * rise / (n * ((n * n) - 1));

        // Mean and rise over one denominator, so that the line is rounded once.
        var total = DoubleDouble.Product(origin, n) + part.Line.Sum;
        var rise3 = covariance * 3;
        return new TrendLine(
            scale.Down(slope),
            spread > 0 ? Math.Min(3 * (rise / spread) * rise / ((n * n) - 1), 1) : 0,
            scale.Down(((total * (n + 1)) + rise3).DividedBy(n * (n + 1))),
            scale.Down(((total * (n - 1)) + rise3).DividedBy(n * (n - 1))));
    }
}
