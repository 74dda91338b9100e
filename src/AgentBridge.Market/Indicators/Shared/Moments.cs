namespace AgentBridge.Market;

/// <summary>Mean, deviation and position of the newest of n values; each within 2 units of the last place.</summary>
/// <param name="mean">The mean of the n values, rounded once.</param>
/// <param name="spread">The root of n times the sum of the squared distances from the mean, in any unit.</param>
/// <param name="fromMean">n times the distance of the newest value from the mean, in the same unit.</param>
/// <param name="deviation">The population's standard deviation.</param>
internal readonly struct Moments(double mean, double spread, double fromMean, double deviation)
{
    /// <summary>The mean, rounded once.</summary>
    public double Mean => mean;

    /// <summary>The population's standard deviation.</summary>
    public double Deviation => deviation;

    /// <summary>The distance of the newest value from the mean in standard deviations; 0 where all values are equal.</summary>
    public double Score => spread > 0 ? fromMean / spread : 0;
}
