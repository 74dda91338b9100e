namespace AgentBridge.Backtesting;

/// <summary>The equity at the end of each UTC day.</summary>
internal static class DailyEquity
{
    private const long DayMs = 86_400_000;

    /// <summary>The wallet at the start, the equity at the end of each UTC day, and the balance at the end for the last day.</summary>
    /// <param name="equity">The equity at the open of each candle.</param>
    /// <param name="last">The balance at the end.</param>
    /// <param name="firstMs">The open of the first candle, in Unix milliseconds.</param>
    /// <param name="stepMs">The length of a candle.</param>
    /// <param name="wallet">The wallet at the start.</param>
    public static double[] Of(ReadOnlySpan<double> equity, double last, long firstMs, long stepMs, double wallet)
    {
        var days = new List<double> { wallet };
        for (var index = 0; index < equity.Length;)
        {
            // The equity at the first open of the next day is that of the end of this one.
            var timeMs = firstMs + (index * stepMs);
            var midnightMs = timeMs - (timeMs % DayMs) + DayMs;
            index = (int)Math.Min(equity.Length, (midnightMs - firstMs + stepMs - 1) / stepMs);
            days.Add(index < equity.Length ? equity[index] : last);
        }

        return [.. days];
    }

    /// <summary>The change of each day, as a fraction of the day before.</summary>
    public static double[] Returns(ReadOnlySpan<double> daily)
    {
        var returns = new double[Math.Max(0, daily.Length - 1)];
        for (var i = 0; i < returns.Length; i++)
        {
            returns[i] = (daily[i + 1] / daily[i]) - 1;
        }

        return returns;
    }
}
