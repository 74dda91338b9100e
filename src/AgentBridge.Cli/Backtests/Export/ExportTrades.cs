using System.Text.Json.Nodes;
using AgentBridge.Backtesting;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>The trades of a result of Freqtrade, with their orders.</summary>
internal static class ExportTrades
{
    public static JsonArray Of(ExportRun run) => [.. run.Result.Trades.Select(trade => (JsonNode)Of(run, trade))];

    private static JsonObject Of(ExportRun run, BacktestTrade trade)
    {
        var pair = run.Input.Pairs[trade.Pair];
        var stop = pair.Signals[trade.Signal].Stop;
        var isShort = trade.Side == SignalSide.Short;
        var stopRatio = -Math.Abs((stop / trade.OpenRate) - 1);
        var fee = run.Input.Options.Fee;
        var reason = BacktestExitReasons.NameOf(trade.ExitReason);
        var document = new JsonObject
        {
            ["pair"] = pair.Candles.Symbol,
            ["stake_amount"] = trade.StakeAmount,
            ["max_stake_amount"] = trade.StakeAmount,
            ["amount"] = trade.Amount,
            ["open_date"] = ExportText.TimeWithOffset(trade.OpenTimeMs),
            ["close_date"] = ExportText.TimeWithOffset(trade.CloseTimeMs),
            ["open_rate"] = trade.OpenRate,
            ["close_rate"] = trade.CloseRate,
            ["fee_open"] = fee,
            ["fee_close"] = fee,
            ["trade_duration"] = ExportText.Minutes(trade),
            ["profit_ratio"] = trade.ProfitRatio,
            ["profit_abs"] = trade.ProfitAbs,
            ["exit_reason"] = reason,
            ["initial_stop_loss_abs"] = stop,
            ["initial_stop_loss_ratio"] = stopRatio,
            ["stop_loss_abs"] = stop,
            ["stop_loss_ratio"] = stopRatio,
            ["min_rate"] = trade.MinRate,
            ["max_rate"] = trade.MaxRate,
            ["is_open"] = false,
            ["enter_tag"] = run.Input.Tag,
            ["leverage"] = 1.0,
            ["is_short"] = isShort,
            ["open_timestamp"] = trade.OpenTimeMs,
            ["close_timestamp"] = trade.CloseTimeMs,
            ["orders"] = new JsonArray(
                Order(run, trade, trade.OpenRate, isShort ? "sell" : "buy", trade.OpenTimeMs, isEntry: true, $"ab1|{pair.Signals[trade.Signal].DecisionId}"),
                Order(run, trade, trade.CloseRate, isShort ? "buy" : "sell", trade.CloseTimeMs, isEntry: false, reason)),
        };
        if (run.Rules.HasNewMetrics)
        {
            document["funding_fees"] = trade.FundingFees;
            document["weekday"] = ExportPeriods.WeekdayOf(trade);
        }

        return document;
    }

    private static JsonObject Order(ExportRun run, BacktestTrade trade, double price, string side, long timeMs, bool isEntry, string tag)
    {
        var order = new JsonObject
        {
            ["amount"] = trade.Amount,
            ["safe_price"] = price,
            ["ft_order_side"] = side,
            ["order_filled_timestamp"] = timeMs,
            ["ft_is_entry"] = isEntry,
            ["ft_order_tag"] = tag,
        };
        if (run.Rules.HasNewMetrics)
        {
            order["cost"] = trade.Amount * price * (1 + run.Input.Options.Fee);
        }

        return order;
    }
}
