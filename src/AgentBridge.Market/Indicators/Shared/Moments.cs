namespace AgentBridge.Market;

/// <summary>Mean, deviation and position of the newest of n values; each within 2 units of the last place.</summary>
internal readonly struct Moments
{
    private readonly DoubleDouble _total;
    private readonly DoubleDouble _fromMean;
    private readonly double _count;
    private readonly PriceScale _scale;

    /// <summary>Root of n times the sum of the squared distances from the mean.</summary>
    private readonly double _spread;

    public Moments(in MomentPart part, double origin, double newest, int count, PriceScale scale)
    {
        _count = count;
        _scale = scale;
        _total = DoubleDouble.Product(origin, count) + part.Sum;
        _fromMean = (DoubleDouble.Sum(newest, -origin) * count) - part.Sum;
        _spread = Math.Sqrt(Math.Max(((part.Squares * count) - part.Sum.Squared()).Rounded, 0));
    }

    /// <summary>The mean, rounded once.</summary>
    public double Mean => _scale.Down(_total.DividedBy(_count));

    /// <summary>The population's standard deviation.</summary>
    public double Deviation => _scale.Down(_spread / _count);

    /// <summary>The distance of the newest value from the mean in standard deviations; 0 where all values are equal.</summary>
    public double Score => _spread > 0 ? _fromMean.Rounded / _spread : 0;
}
