namespace AgentBridge.Tests.Market.Indicators;

/// <summary>Indicators by their definitions, over all values anew, in exact fractions (roots, logarithms and recurrences in hundreds of bits).</summary>
internal static class ExactIndicators
{
    /// <summary>The outputs at one bar, each with the size of the largest number that it is a difference of.</summary>
    public readonly record struct Output(Exact Value, double Operand)
    {
        public static Output Of(Exact value) => new(value, value.ToDouble());

        public static Output Difference(Exact a, Exact b) => new(a - b, Math.Max(Math.Abs(a.ToDouble()), Math.Abs(b.ToDouble())));
    }

    /// <summary>Of an indicator of the last values alone.</summary>
    public static Output[] OfWindow(string name, Exact[] window)
    {
        Exact n = window.Length;
        var mean = Exact.Sum(window) / n;
        var squares = Exact.Sum(window.Select(x => (x - mean) * (x - mean)));
        var deviation = (squares / n).Root();
        var score = squares.Numerator.IsZero ? Exact.Zero : (window[^1] - mean) / deviation;
        switch (name)
        {
            case "sma":
                return [Output.Of(mean)];
            case "wma":
                return [Output.Of(Exact.Sum(window.Select((x, i) => x * (i + 1))) / (n * (n + 1) / 2))];
            case "standard-deviation":
                return [Output.Of(deviation)];
            case "z-score":
                return [Output.Of(score)];
            case "bollinger":
                return [Output.Of(mean), Output.Difference(mean, -(deviation * 2)), Output.Difference(mean, deviation * 2)];
            case "bollinger-percent-b":
                return [Output.Difference(0.5, -(score / 4))];
            case "bollinger-width":
                return [Output.Of(deviation * 4 / mean)];
            case "linear-regression":
                var middle = (n - 1) / 2;
                var rise = Exact.Sum(window.Select((x, i) => ((Exact)i - middle) * (x - mean)));
                var run = Exact.Sum(window.Select((_, i) => ((Exact)i - middle) * ((Exact)i - middle)));
                var slope = rise / run;
                return
                [
                    Output.Of(slope),
                    Output.Of(squares.Numerator.IsZero ? Exact.Zero : rise * rise / (run * squares)),
                    Output.Difference(mean, -(slope * (n - middle))),
                ];
            default:
                throw new ArgumentOutOfRangeException(nameof(name), name, "no such indicator");
        }
    }

    /// <summary>The root of the mean squared logarithm of the ratios of neighbours.</summary>
    public static Output RealizedVolatility(Exact[] logarithms)
    {
        Exact n = logarithms.Length;
        return Output.Of((Exact.Sum(logarithms.Select(x => x * x)) / n).Root());
    }

    /// <summary>mean += alpha·(x - mean), first the mean of the first n values; null before.</summary>
    public static Exact?[] Recursive(IReadOnlyList<Exact> values, int n, Exact alpha, int bits)
    {
        var means = new Exact?[values.Count];
        var sum = Exact.Zero;
        for (var i = 0; i < values.Count; i++)
        {
            if (i < n)
            {
                sum += values[i];
            }

            means[i] = i < n - 1 ? null : i == n - 1 ? (sum / n).Cut(bits) : (means[i - 1]!.Value + (alpha * (values[i] - means[i - 1]!.Value))).Cut(bits);
        }

        return means;
    }
}
