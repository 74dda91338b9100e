namespace AgentBridge.Backtesting;

/// <summary>Quantiles of a sample, interpolated linearly between its sorted values (numpy's default).</summary>
internal static class Quantiles
{
    /// <summary>A quantile of sorted values; NaN for none.</summary>
    /// <param name="sorted">The values, the smallest first.</param>
    /// <param name="share">From 0 (the smallest) to 1 (the largest).</param>
    public static double Of(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
