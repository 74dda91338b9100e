using System.Text.Json.Nodes;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>How long the trades of a result of Freqtrade were open, and their streaks.</summary>
internal static class ExportDurations
{
    public static void AddTo(JsonObject strategy, ExportRun run)
    {
        var trades = run.Result.Trades;
        var statistics = run.Document.Statistics.Trades;
        strategy["max_consecutive_wins"] = statistics.LongestWinStreak;
        strategy["max_consecutive_losses"] = LongestWithoutWin(trades);
        Average(strategy, "holding_avg", trades, isShort: false);
        Average(strategy, "winner_holding_avg", [.. trades.Where(trade => trade.ProfitRatio > 0)], run.Rules.HasNewMetrics);
        Average(strategy, "loser_holding_avg", [.. trades.Where(trade => trade.ProfitRatio < 0)], run.Rules.HasNewMetrics);
        if (run.Rules.HasNewMetrics)
        {
            Ends(strategy, "winner_holding", [.. trades.Where(trade => trade.ProfitRatio > 0)]);
            Ends(strategy, "loser_holding", [.. trades.Where(trade => trade.ProfitRatio < 0)]);
        }
    }

    private static void Average(JsonObject strategy, string name, IReadOnlyList<BacktestTrade> trades, bool isShort) =>
        Set(strategy, name, trades.Count > 0 ? trades.Average(trade => ExportText.Minutes(trade)) : 0, isShort);

    private static void Ends(JsonObject strategy, string name, IReadOnlyList<BacktestTrade> trades)
    {
        Set(strategy, name + "_min", trades.Count > 0 ? trades.Min(ExportText.Minutes) : 0, isShort: true);
        Set(strategy, name + "_max", trades.Count > 0 ? trades.Max(ExportText.Minutes) : 0, isShort: true);
    }

    private static void Set(JsonObject strategy, string name, double minutes, bool isShort)
    {
        strategy[name] = isShort ? ExportText.ShortDuration(minutes) : ExportText.Duration(minutes);
        strategy[name + "_s"] = Math.Round(minutes) * 60;
    }

    /// <summary>Freqtrade counts a trade without a profit as a loss.</summary>
    private static int LongestWithoutWin(IReadOnlyList<BacktestTrade> trades)
    {
        var (longest, streak) = (0, 0);
        foreach (var trade in trades)
        {
            streak = trade.ProfitRatio > 0 ? 0 : streak + 1;
            longest = Math.Max(longest, streak);
        }

        return longest;
    }
}
