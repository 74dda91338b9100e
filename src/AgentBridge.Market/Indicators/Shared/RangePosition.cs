namespace AgentBridge.Market;

/// <summary>A price's place in a range, as a ratio from 0 to 1 for a price within.</summary>
internal static class RangePosition
{
    /// <summary>(price - lowest) / (highest - lowest); 0 if the range is empty.</summary>
    public static double AboveLowest(double price, double highest, double lowest) => Ratio(price, lowest, highest, lowest);

    /// <summary>(highest - price) / (highest - lowest); 0 if the range is empty.</summary>
    public static double BelowHighest(double price, double highest, double lowest) => Ratio(highest, price, highest, lowest);

    /// <summary>Of halves, which are exact: a difference of two finite prices may be beyond the greatest double.</summary>
    private static double Ratio(double upper, double lower, double highest, double lowest)
    {
        var range = (0.5 * highest) - (0.5 * lowest);
        return range == 0 ? 0 : ((0.5 * upper) - (0.5 * lower)) / range;
    }
}
