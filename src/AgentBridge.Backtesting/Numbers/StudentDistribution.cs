namespace AgentBridge.Backtesting;

/// <summary>Student's t distribution.</summary>
internal static class StudentDistribution
{
    private const int MostTerms = 100_000;
    private const double Smallest = 1e-300;

    /// <summary>The probability of a value at least as far from 0 as t: the incomplete beta function I(n / (n + t²); n / 2, 1/2).</summary>
    /// <param name="t">The value.</param>
    /// <param name="freedom">The degrees of freedom n, from 1.</param>
    public static double Beyond(double t, int freedom)
    {
        if (double.IsNaN(t))
        {
            return double.NaN;
        }

        double n = freedom;
        var square = t * t;
        var (x, rest) = (n / (n + square), square / (n + square));

        // The fraction converges quickly on one side of the mean; on the other, that of the complement does.
        return x < ((n / 2) + 1) / ((n / 2) + 2.5) ? IncompleteBeta(x, rest, n / 2, 0.5) : 1 - IncompleteBeta(rest, x, 0.5, n / 2);
    }

    /// <summary>I(x; a, b) by its continued fraction (Abramowitz and Stegun 26.5.8), computed from the front by Lentz's method.</summary>
    private static double IncompleteBeta(double x, double complement, double a, double b)
    {
        if (x <= 0)
        {
            return 0;
        }

        static double Away(double value) => Math.Abs(value) < Smallest ? Smallest : value;
        var factor = Math.Exp((a * Math.Log(x)) + (b * Math.Log(complement)) + LogGamma(a + b) - LogGamma(a) - LogGamma(b)) / a;
        var (c, d) = (1.0, 1 / Away(1 - ((a + b) * x / (a + 1))));
        var fraction = d;
        for (var m = 1; m < MostTerms; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / Away(1 + (even * d));
            c = Away(1 + (even / c));
            fraction *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / Away(1 + (odd * d));
            c = Away(1 + (odd / c));
            var step = d * c;
            fraction *= step;
            if (Math.Abs(step - 1) < 1e-15)
            {
                break;
            }
        }

        return factor * fraction;
    }

    /// <summary>The logarithm of the gamma function of x &gt; 0: Stirling's series, from 15 on.</summary>
    private static double LogGamma(double x)
    {
        var shift = 1.0;
        for (; x < 15; x++)
        {
            shift *= x;
        }

        var square = 1 / (x * x);
        var series = ((((((square / 1188) - (1.0 / 1680)) * square) + (1.0 / 1260)) * square) - (1.0 / 360)) * square;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (((1.0 / 12) + series) / x) - Math.Log(shift);
    }
}
