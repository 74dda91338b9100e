using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The equity at some times: enough of them that every high, low and deepest fall can be seen.</summary>
/// <param name="Time">The times, in Unix milliseconds.</param>
/// <param name="Value">The equity.</param>
/// <param name="Drawdown">Its fall from the highest equity until then, as a fraction.</param>
internal sealed record EquityCourse(IReadOnlyList<long> Time, IReadOnlyList<double> Value, IReadOnlyList<double> Drawdown)
{
    // More than a screen has columns.
    private const int MostPieces = 1_500;
    private const int Digits = 6;

    /// <summary>The course of a result; of each piece of it the lowest and the highest equity, and the deepest fall.</summary>
    public static EquityCourse Of(BacktestResult result, long stepMs)
    {
        double[] equity = [.. result.Equity, result.FinalBalance];
        var falls = new double[equity.Length];
        var high = double.NegativeInfinity;
        for (var i = 0; i < equity.Length; i++)
        {
            high = Math.Max(high, equity[i]);
            falls[i] = high > 0 ? (high - equity[i]) / high : 0;
        }

        var shown = new SortedSet<int> { 0, equity.Length - 1 };
        var length = Math.Max(1, (equity.Length + MostPieces - 1) / MostPieces);
        for (var from = 0; from < equity.Length; from += length)
        {
            var (low, most, deepest) = (from, from, from);
            for (var i = from; i < Math.Min(from + length, equity.Length); i++)
            {
                low = equity[i] < equity[low] ? i : low;
                most = equity[i] > equity[most] ? i : most;
                deepest = falls[i] > falls[deepest] ? i : deepest;
            }

            shown.UnionWith([low, most, deepest]);
        }

        return new(
            [.. shown.Select(i => result.FirstMs + (i * stepMs))],
            [.. shown.Select(i => Math.Round(equity[i], Digits))],
            [.. shown.Select(i => Math.Round(falls[i], Digits))]);
    }
}
