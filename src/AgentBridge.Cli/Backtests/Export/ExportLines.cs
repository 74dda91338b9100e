using System.Text.Json.Nodes;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The lines of the tables in a result of Freqtrade: by pair, by tag, by reason of the exit.</summary>
internal sealed class ExportLines(ExportRun run)
{
    private const string Total = "TOTAL";

    /// <summary>A line for each pair, the most profitable first, and one for all.</summary>
    public JsonArray Pairs(IReadOnlyList<BacktestTrade> trades) => Sorted(ByPair(trades), trades);

    /// <summary>A line for each pair that has trades, and one for all.</summary>
    public JsonArray PairsWith(IReadOnlyList<BacktestTrade> trades) => Sorted(ByPair(trades).Where(pair => pair.Trades.Count > 0), trades);

    /// <summary>A line for the tag, which all trades have, and one for all.</summary>
    public JsonArray Tags(IReadOnlyList<BacktestTrade> trades) => Sorted(trades.Count == 0 ? [] : [((JsonNode)JsonValue.Create(run.Input.Tag), trades)], trades);

    /// <summary>A line for each reason of an exit, and one for all.</summary>
    public JsonArray Reasons(IReadOnlyList<BacktestTrade> trades) =>
        Sorted(ByReason(trades).Select(group => ((JsonNode)JsonValue.Create(BacktestExitReasons.NameOf(group.Key)), (IReadOnlyList<BacktestTrade>)[.. group])), trades);

    /// <summary>A line for the tag with each reason of an exit, and one for all.</summary>
    public JsonArray TagsAndReasons(IReadOnlyList<BacktestTrade> trades) =>
        Sorted(ByReason(trades).Select(group => ((JsonNode)new JsonArray(run.Input.Tag, BacktestExitReasons.NameOf(group.Key)), (IReadOnlyList<BacktestTrade>)[.. group])), trades);

    /// <summary>The reasons of the exits in the form of 2024.2: the most frequent first.</summary>
    public JsonArray OlderReasons(IReadOnlyList<BacktestTrade> trades)
    {
        var slots = Math.Min(run.Input.Options.Slots, run.Input.Pairs.Count);
        return
        [
            .. ByReason(trades).OrderByDescending(group => group.Count()).Select(group =>
            {
                var line = Line([.. group], BacktestExitReasons.NameOf(group.Key));
                var ratios = group.Sum(trade => trade.ProfitRatio);
                line.Remove("key");
                line.Remove("duration_avg");
                line["exit_reason"] = BacktestExitReasons.NameOf(group.Key);
                line["profit_mean_pct"] = Math.Round(ratios / group.Count() * 100, 2);
                line["profit_total"] = ratios / slots;
                line["profit_total_pct"] = Math.Round(ratios / slots * 100, 2);
                return (JsonNode)line;
            }),
        ];
    }

    /// <summary>The line of some trades.</summary>
    public JsonObject Line(IReadOnlyList<BacktestTrade> trades, JsonNode key)
    {
        var metrics = run.MetricsOf(trades);
        var mean = trades.Count > 0 ? trades.Average(trade => trade.ProfitRatio) : 0;
        var line = new JsonObject
        {
            ["key"] = key,
            ["trades"] = trades.Count,
            ["profit_mean"] = mean,
            ["profit_mean_pct"] = run.Rules.HasNewMetrics ? Math.Round(mean * 100, 2) : mean * 100,
            ["profit_total_abs"] = metrics.ProfitTotalAbs,
            ["profit_total"] = metrics.ProfitTotal,
            ["profit_total_pct"] = Math.Round(metrics.ProfitTotal * 100, 2),
            ["duration_avg"] = trades.Count > 0 ? ExportText.Duration(trades.Average(trade => ExportText.Minutes(trade))) : "0:00",
            ["wins"] = metrics.Wins,
            ["draws"] = metrics.Draws,
            ["losses"] = metrics.Losses,
            ["winrate"] = metrics.Winrate,
        };
        if (!run.Rules.HasNewMetrics)
        {
            line["profit_sum"] = trades.Sum(trade => trade.ProfitRatio);
            line["profit_sum_pct"] = Math.Round(trades.Sum(trade => trade.ProfitRatio) * 100, 2);
            return line;
        }

        line["cagr"] = metrics.Cagr;
        line["expectancy"] = metrics.Expectancy;
        line["expectancy_ratio"] = metrics.ExpectancyRatio;
        line["sortino"] = metrics.Sortino;
        line["sharpe"] = metrics.Sharpe;
        line["calmar"] = metrics.Calmar;
        line["sqn"] = metrics.Sqn;
        line["p_value"] = metrics.PValue;
        line["profit_factor"] = metrics.ProfitFactor;
        line["max_drawdown_account"] = metrics.MaxDrawdownAccount;
        line["max_drawdown_abs"] = metrics.MaxDrawdownAbs;
        return line;
    }

    private static IEnumerable<IGrouping<BacktestExitReason, BacktestTrade>> ByReason(IReadOnlyList<BacktestTrade> trades) => trades.GroupBy(trade => trade.ExitReason);

    private IEnumerable<(JsonNode Key, IReadOnlyList<BacktestTrade> Trades)> ByPair(IReadOnlyList<BacktestTrade> trades) =>
        run.Input.Pairs.Select((pair, index) => ((JsonNode)JsonValue.Create(pair.Candles.Symbol), (IReadOnlyList<BacktestTrade>)[.. trades.Where(trade => trade.Pair == index)]));

    private JsonArray Sorted(IEnumerable<(JsonNode Key, IReadOnlyList<BacktestTrade> Trades)> groups, IReadOnlyList<BacktestTrade> all) =>
    [
        .. groups.OrderByDescending(group => group.Trades.Sum(trade => trade.ProfitAbs)).Select(group => (JsonNode)Line(group.Trades, group.Key)),
        (JsonNode)Line(all, Total),
    ];
}
