using System.Globalization;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>How the equity changed in a month (UTC).</summary>
/// <param name="Month">The month, as 2024-07.</param>
/// <param name="Change">The change as a fraction of the equity at its beginning.</param>
internal sealed record MonthlyReturn(string Month, double Change)
{
    /// <summary>All months of a result, those at its ends as far as they go.</summary>
    public static IReadOnlyList<MonthlyReturn> Of(BacktestResult result, double wallet, long stepMs)
    {
        var months = new List<MonthlyReturn>();
        var begin = wallet;
        for (var index = 0; index < result.Equity.Length;)
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(result.FirstMs + (index * stepMs));
            var nextMs = new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1).ToUnixTimeMilliseconds();

            // The equity at the first open of the next month is that of the end of this one.
            index = (int)Math.Min(result.Equity.Length, (nextMs - result.FirstMs + stepMs - 1) / stepMs);
            var end = index < result.Equity.Length ? result.Equity[index] : result.FinalBalance;
            months.Add(new(time.ToString("yyyy-MM", CultureInfo.InvariantCulture), begin > 0 ? Math.Round((end / begin) - 1, 6) : 0));
            begin = end;
        }

        return months;
    }
}
