namespace AgentBridge.Backtesting;

/// <summary>Where the results of many runs lie.</summary>
/// <param name="Low">The quantile of 5 %.</param>
/// <param name="Median">The quantile of 50 %.</param>
/// <param name="High">The quantile of 95 %.</param>
public sealed record Spread(double Low, double Median, double High)
{
    /// <summary>Sorts the values.</summary>
    internal static Spread Of(double[] values)
    {
        Array.Sort(values);
        return new(Quantiles.Of(values, 0.05), Quantiles.Of(values, 0.5), Quantiles.Of(values, 0.95));
    }
}
