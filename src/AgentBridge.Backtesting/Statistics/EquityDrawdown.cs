namespace AgentBridge.Backtesting;

/// <summary>A fall of the equity from a high.</summary>
/// <param name="Fraction">How far it fell, as a fraction of the high; from 0.</param>
/// <param name="HighMs">When the high was, in Unix milliseconds.</param>
/// <param name="LowMs">When the low was, in Unix milliseconds.</param>
/// <param name="RecoveredMs">When the equity was at the high again, in Unix milliseconds; <see langword="null"/> if it was not until the end.</param>
public sealed record EquityDrawdown(double Fraction, long HighMs, long LowMs, long? RecoveredMs)
{
    /// <summary>The largest fall of a series; the first of equal ones. One of 0 at its start where it never fell.</summary>
    /// <param name="equity">The equity at equal distances.</param>
    /// <param name="firstMs">The time of the first value.</param>
    /// <param name="stepMs">The distance of two values.</param>
    internal static EquityDrawdown LargestOf(ReadOnlySpan<double> equity, long firstMs, long stepMs)
    {
        var (high, highAt, worst, worstHighAt, worstAt, worstHigh) = (double.NegativeInfinity, 0, 0.0, 0, 0, 0.0);
        for (var i = 0; i < equity.Length; i++)
        {
            if (equity[i] > high)
            {
                (high, highAt) = (equity[i], i);
            }
            else if ((high - equity[i]) > worst * high)
            {
                (worst, worstHighAt, worstAt, worstHigh) = ((high - equity[i]) / high, highAt, i, high);
            }
        }

        long? recovered = null;
        if (worst == 0)
        {
            recovered = firstMs;
        }
        else
        {
            var again = equity[worstAt..].IndexOfAnyInRange(worstHigh, double.PositiveInfinity);
            recovered = again >= 0 ? firstMs + ((worstAt + again) * stepMs) : null;
        }

        return new(worst, firstMs + (worstHighAt * stepMs), firstMs + (worstAt * stepMs), recovered);
    }
}
