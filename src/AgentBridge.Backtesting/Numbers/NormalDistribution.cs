namespace AgentBridge.Backtesting;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    /// <summary>The value below which 95 % lie.</summary>
    public const double Quantile95 = 1.6448536269514722;

    /// <summary>Beyond this the probability is 0 or 1 to the last digit.</summary>
    private const double Farthest = 8.3;

    /// <summary>The probability of a value below x: 1/2 + density · (x + x³/3 + x⁵/(3·5) + …), after G. Marsaglia, "Evaluating the Normal Distribution" (2004).</summary>
    public static double Below(double x)
    {
        if (!(Math.Abs(x) < Farthest))
        {
            return double.IsNaN(x) ? double.NaN : x > 0 ? 1 : 0;
        }

        var (sum, before, term) = (x, 0.0, x);
        for (var i = 3; sum != before; i += 2)
        {
            before = sum;
            term *= x * x / i;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI));
    }
}
