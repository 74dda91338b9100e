namespace AgentBridge.Backtesting;

/// <summary>Mean and shape of some numbers.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Mean">Their mean; NaN for none.</param>
/// <param name="Deviation">The standard deviation of a sample (divided by n - 1); NaN for fewer than two.</param>
/// <param name="Skewness">The third central moment by the cube of the population's deviation; NaN where that is 0.</param>
/// <param name="Kurtosis">The fourth central moment by the fourth power of the population's deviation, 3 for a normal distribution; NaN where that is 0.</param>
internal readonly record struct SampleMoments(int Count, double Mean, double Deviation, double Skewness, double Kurtosis)
{
    public static SampleMoments Of(ReadOnlySpan<double> values)
    {
        var n = values.Length;
        if (n == 0)
        {
            return new(0, double.NaN, double.NaN, double.NaN, double.NaN);
        }

        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        var mean = sum / n;
        var (second, third, fourth) = (0.0, 0.0, 0.0);
        foreach (var value in values)
        {
            var distance = value - mean;
            var square = distance * distance;
            second += square;
            third += square * distance;
            fourth += square * square;
        }

        var variance = second / n;
        return new(
            n,
            mean,
            n > 1 ? Math.Sqrt(second / (n - 1)) : double.NaN,
            variance > 0 ? third / n / (variance * Math.Sqrt(variance)) : double.NaN,
            variance > 0 ? fourth / n / (variance * variance) : double.NaN);
    }
}
