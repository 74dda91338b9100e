using System.Text.Json.Nodes;

namespace AgentBridge.Cli;

/// <summary>When the largest drawdown of the closed profit of a result of Freqtrade began and ended, and how low and high the balance was.</summary>
internal static class ExportDrawdown
{
    public static void AddTo(JsonObject strategy, ExportRun run)
    {
        var trades = run.Result.Trades.OrderBy(trade => trade.CloseTimeMs).ToList();
        var isNew = run.Rules.HasNewMetrics;
        var (sum, high, highAt) = (0.0, isNew ? 0 : double.NegativeInfinity, 0);
        var (worst, from, until, top, bottom) = (0.0, 0, 0, 0.0, 0.0);
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; i < trades.Count; i++)
        {
            sum += trades[i].ProfitAbs;
            (high, highAt) = sum > high ? (sum, i) : (high, highAt);
            (least, most) = (Math.Min(least, sum), Math.Max(most, sum));
            if (high - sum > worst)
            {
                (worst, from, until, top, bottom) = (high - sum, highAt, i, high, sum);
            }
        }

        // 2024.2 has no drawdown where its worst point is the first trade.
        var isThere = trades.Count > 0 && (isNew || run.Document.Metrics.MaxDrawdownAbs > 0);
        var (fromMs, untilMs) = isThere ? (trades[from].CloseTimeMs, trades[until].CloseTimeMs) : (0, 0);
        var wallet = run.Input.Options.Wallet;
        if (!isNew)
        {
            // Of the sum of the ratios, which 2024.2 still writes and calls deprecated.
            strategy["max_drawdown"] = isThere ? LargestFallOf(trades.Select(trade => trade.ProfitRatio)) : 0.0;
        }
        else
        {
            strategy["drawdown_duration"] = ExportText.LongDuration(untilMs - fromMs);
            strategy["drawdown_duration_s"] = (untilMs - fromMs) / 1000.0;
        }

        strategy["drawdown_start"] = isThere ? ExportText.Time(fromMs) : ExportText.TimeWithOffset(0);
        strategy["drawdown_start_ts"] = (double)fromMs;
        strategy["drawdown_end"] = isThere ? ExportText.Time(untilMs) : ExportText.TimeWithOffset(0);
        strategy["drawdown_end_ts"] = (double)untilMs;
        strategy["max_drawdown_low"] = isThere ? bottom : 0.0;
        strategy["max_drawdown_high"] = isThere ? top : 0.0;
        strategy["csum_min"] = isThere ? least + wallet : 0.0;
        strategy["csum_max"] = isThere ? most + wallet : 0.0;
    }

    private static double LargestFallOf(IEnumerable<double> values)
    {
        var (sum, high, worst) = (0.0, double.NegativeInfinity, 0.0);
        foreach (var value in values)
        {
            sum += value;
            high = Math.Max(high, sum);
            worst = Math.Max(worst, high - sum);
        }

        return worst;
    }
}
