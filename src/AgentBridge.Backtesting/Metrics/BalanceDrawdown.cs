namespace AgentBridge.Backtesting;

/// <summary>The falls of a balance from its highs, as Freqtrade computes them from the sum of its changes. Indexes are those of the balances.</summary>
/// <param name="Absolute">The largest fall.</param>
/// <param name="RelativeAtAbsolute">That fall as a fraction of the balance at its high.</param>
/// <param name="Relative">The largest fall as a fraction of the balance at its high.</param>
/// <param name="HighAt">Where the largest fall began.</param>
/// <param name="LowAt">Where it ended.</param>
/// <param name="High">The sum of the changes where it began.</param>
/// <param name="Low">The sum where it ended.</param>
internal readonly record struct BalanceDrawdown(double Absolute, double RelativeAtAbsolute, double Relative, int HighAt, int LowAt, double High, double Low)
{
    /// <summary>The drawdown of a balance; the first of equal ones.</summary>
    public static BalanceDrawdown Of(ReadOnlySpan<double> balances)
    {
        var (sum, high, highAt) = (0.0, 0.0, 0);
        var (absolute, worstHigh, low, worstHighAt, lowAt) = (0.0, 0.0, 0.0, 0, 0);
        var relative = 0.0;
        for (var i = 1; i < balances.Length; i++)
        {
            sum += balances[i] - balances[i - 1];
            if (sum > high)
            {
                (high, highAt) = (sum, i);
                continue;
            }

            var fall = high - sum;
            if (fall > absolute)
            {
                (absolute, worstHigh, low, worstHighAt, lowAt) = (fall, high, sum, highAt, i);
            }

            // The division only where it may count: there are many balances.
            if (fall > relative * (balances[0] + high))
            {
                relative = (balances[0] + high - (balances[0] + sum)) / (balances[0] + high);
            }
        }

        var top = balances[0] + worstHigh;
        return new(absolute, (top - (balances[0] + low)) / top, relative, worstHighAt, lowAt, worstHigh, low);
    }
}
