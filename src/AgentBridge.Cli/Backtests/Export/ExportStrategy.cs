using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBridge.Backtesting;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>The strategy's part of a result of Freqtrade, in the names and definitions of the release of the rules.</summary>
internal static class ExportStrategy
{
    // What AgentBridgeStrategy and the shipped configuration set, and a trade of it never uses.
    private const double NoStop = -0.99;

    public static JsonObject Of(ExportRun run)
    {
        var (input, result, options) = (run.Input, run.Result, run.Input.Options);
        var trades = result.Trades;
        var metrics = run.Document.Metrics;
        var lines = new ExportLines(run);
        var pairs = lines.Pairs(trades);
        var periods = new ExportPeriods(run);
        var leftOpen = trades.Where(trade => trade.ExitReason == BacktestExitReason.ForceExit).ToList();
        var strategy = new JsonObject
        {
            ["trades"] = ExportTrades.Of(run),
            ["locks"] = new JsonArray(),
            ["best_pair"] = pairs[0]!.DeepClone(),
            ["worst_pair"] = pairs[^2]!.DeepClone(),
            ["results_per_pair"] = pairs,
            ["results_per_enter_tag"] = lines.Tags(trades),
            ["exit_reason_summary"] = run.Rules.HasNewMetrics ? lines.Reasons(trades) : lines.OlderReasons(trades),
            ["left_open_trades"] = lines.PairsWith(leftOpen),
        };
        if (run.Rules.HasNewMetrics)
        {
            strategy["mix_tag_stats"] = lines.TagsAndReasons(trades);
        }

        // What is computed under Freqtrade's names.
        foreach (var (name, value) in JsonSerializer.SerializeToNode(metrics, DocumentJson.Default.FreqtradeMetrics)!.AsObject())
        {
            if (value is not null)
            {
                strategy[name] = value.DeepClone();
            }
        }

        AddWallet(strategy, run);
        var ratios = trades.Select(trade => trade.ProfitRatio).Order().ToArray();
        var shorts = trades.Where(trade => trade.Side == SignalSide.Short).ToList();
        var shortProfit = shorts.Sum(trade => trade.ProfitAbs);
        Add(strategy, ("trade_count_long", trades.Count - shorts.Count), ("trade_count_short", shorts.Count));
        strategy["avg_stake_amount"] = trades.Count > 0 ? trades.Average(trade => trade.StakeAmount) : 0;
        strategy["profit_mean"] = trades.Count > 0 ? ratios.Average() : 0;
        strategy["profit_median"] = trades.Count > 0 ? (ratios[(ratios.Length - 1) / 2] + ratios[ratios.Length / 2]) / 2 : 0;
        strategy["profit_total_long"] = metrics.ProfitTotal - (shortProfit / options.Wallet);
        strategy["profit_total_short"] = shortProfit / options.Wallet;
        strategy["profit_total_long_abs"] = metrics.ProfitTotalAbs - shortProfit;
        strategy["profit_total_short_abs"] = shortProfit;
        strategy["backtest_start"] = ExportText.Time(run.FirstMs);
        strategy["backtest_start_ts"] = run.FirstMs;
        strategy["backtest_end"] = ExportText.Time(result.LastMs);
        strategy["backtest_end_ts"] = result.LastMs;
        strategy["backtest_run_start_ts"] = run.StartedAt.ToUnixTimeSeconds();
        strategy["backtest_run_end_ts"] = run.StartedAt.ToUnixTimeSeconds();
        strategy["trades_per_day"] = Math.Round((double)trades.Count / metrics.BacktestDays, 2);
        strategy["pairlist"] = new JsonArray([.. input.Pairs.Select(pair => (JsonNode)JsonValue.Create(pair.Candles.Symbol))]);
        strategy["stake_amount"] = options.Stake > 0 ? options.Stake : "unlimited";
        strategy["stake_currency"] = run.Currency;
        strategy["stake_currency_decimals"] = DecimalsOf(run.Currency);
        strategy["starting_balance"] = options.Wallet;
        strategy["dry_run_wallet"] = options.Wallet;
        strategy["final_balance"] = result.FinalBalance;
        Add(strategy, ("rejected_signals", result.Counts.NoSlot), ("timedout_entry_orders", 0), ("timedout_exit_orders", 0), ("canceled_trade_entries", 0), ("canceled_entry_orders", 0), ("replaced_entry_orders", 0));
        Add(strategy, ("max_open_trades", Math.Min(options.Slots, input.Pairs.Count)), ("max_open_trades_setting", options.Slots));
        strategy["timeframe"] = input.Pairs[0].Candles.Timeframe.ToString();
        strategy["timeframe_detail"] = DetailOf(run) ?? "";
        strategy["timerange"] = "";
        strategy["enable_protections"] = options.Protections.Count > 0;
        strategy["strategy_name"] = ExportRun.Strategy;
        AddSettings(strategy, run);
        strategy["periodic_breakdown"] = periods.Breakdown();
        periods.AddDays(strategy);
        ExportDurations.AddTo(strategy, run);
        ExportDrawdown.AddTo(strategy, run);
        return strategy;
    }

    /// <summary>How many decimals of a currency Freqtrade shows.</summary>
    private static int DecimalsOf(string currency) => currency switch
    {
        "BTC" => 8,
        "ETH" => 5,
        _ => 3,
    };

    /// <summary>The timeframe of the detail candles; <see langword="null"/> for none.</summary>
    public static string? DetailOf(ExportRun run) => run.Input.Pairs.Select(pair => pair.Detail?.Timeframe.ToString()).FirstOrDefault(detail => detail is not null);

    /// <summary>The texts beside the numbers of <c>wallet_stats</c>.</summary>
    private static void AddWallet(JsonObject strategy, ExportRun run)
    {
        if (run.Document.Metrics.WalletStats is not { } wallet)
        {
            return;
        }

        var stats = strategy["wallet_stats"]!.AsObject();
        stats["low_date"] = ExportText.Time(wallet.LowTs);
        stats["high_date"] = ExportText.Time(wallet.HighTs);
        stats["drawdown_start"] = wallet.DrawdownStartTs is { } start ? ExportText.Time(start) : null;
        stats["drawdown_end"] = wallet.DrawdownEndTs is { } end ? ExportText.Time(end) : null;
        stats["drawdown_duration"] = ExportText.LongDuration((long)(wallet.DrawdownDurationS * 1000));
    }

    private static void AddSettings(JsonObject strategy, ExportRun run)
    {
        strategy["stoploss"] = NoStop;
        strategy["trailing_stop"] = false;
        strategy["trailing_stop_positive"] = null;
        strategy["trailing_stop_positive_offset"] = 0.0;
        strategy["trailing_only_offset_is_reached"] = false;
        strategy["use_custom_stoploss"] = true;
        strategy["minimal_roi"] = new JsonObject { ["0"] = 100 };
        strategy["use_exit_signal"] = true;
        strategy["exit_profit_only"] = false;
        strategy["exit_profit_offset"] = 0.0;
        strategy["ignore_roi_if_entry_signal"] = false;
        if (run.Rules.HasNewMetrics)
        {
            strategy["trading_mode"] = run.AreFutures ? "futures" : "spot";
            strategy["margin_mode"] = run.AreFutures ? "isolated" : "";
            strategy["freqaimodel"] = null;
            strategy["freqai_identifier"] = null;
        }
    }

    private static void Add(JsonObject strategy, params ReadOnlySpan<(string Name, int Value)> figures)
    {
        foreach (var (name, value) in figures)
        {
            strategy[name] = value;
        }
    }
}
