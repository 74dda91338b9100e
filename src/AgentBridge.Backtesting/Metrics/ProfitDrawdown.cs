namespace AgentBridge.Backtesting;

/// <summary>The falls of the closed profit from its highs, as Freqtrade computes them.</summary>
/// <param name="Absolute">The largest fall, in the quote currency.</param>
/// <param name="RelativeAtAbsolute">That fall as a fraction of the balance at its high.</param>
/// <param name="Relative">The largest fall as a fraction of the balance at its high.</param>
internal readonly record struct ProfitDrawdown(double Absolute, double RelativeAtAbsolute, double Relative)
{
    /// <summary>The drawdown of profits in the order in which their trades closed.</summary>
    /// <param name="profits">What each trade earned, in the quote currency.</param>
    /// <param name="wallet">The balance at the start.</param>
    /// <param name="startsAtZero">Whether the start is a high; otherwise the first trade's profit is, and a worst point there means no drawdown.</param>
    public static ProfitDrawdown Of(ReadOnlySpan<double> profits, double wallet, bool startsAtZero)
    {
        var (sum, high) = (0.0, startsAtZero ? 0 : double.NegativeInfinity);
        var (absolute, atAbsolute, absoluteAt) = (0.0, 0.0, startsAtZero ? -1 : 0);
        var (relative, relativeAt) = (0.0, startsAtZero ? -1 : 0);
        for (var i = 0; i < profits.Length; i++)
        {
            sum += profits[i];
            high = Math.Max(high, sum);
            var fall = high - sum;
            var share = (wallet + high - (wallet + sum)) / (wallet + high);
            if (fall > absolute)
            {
                (absolute, atAbsolute, absoluteAt) = (fall, share, i);
            }

            if (share > relative)
            {
                (relative, relativeAt) = (share, i);
            }
        }

        return !startsAtZero && (absoluteAt == 0 || relativeAt == 0) ? default : new(absolute, atAbsolute, relative);
    }
}
