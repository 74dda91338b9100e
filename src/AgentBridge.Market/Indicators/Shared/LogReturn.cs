namespace AgentBridge.Market;

/// <summary>The logarithm of the ratio of two prices.</summary>
internal static class LogReturn
{
    /// <summary>ln(price / previous), within 2 units of the last place also where the prices are near each other; not finite if a price is not above 0.</summary>
    public static double Of(double price, double previous)
    {
        if (!(price > 0 && previous > 0))
        {
            return double.NaN;
        }

        // ln(a/b) = 2·artanh((a - b)/(a + b)): no ratio near 1, whose logarithm would lose what the rounding of the ratio took.
        var u = (price - previous) / (price + previous);
        if (Math.Abs(u) > 0.0625)
        {
            var ratio = price / previous;
            return Math.Log(ratio) + (Fused.DivisionRest(price, previous, ratio) / ratio);
        }

        var square = u * u;
        var series = 0.0;
        for (var power = 17; power >= 3; power -= 2)
        {
            series = (series + (1.0 / power)) * square;
        }

        return 2 * (u + (u * series));
    }
}
