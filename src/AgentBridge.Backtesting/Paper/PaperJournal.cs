using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>Writes the results of the paper executor to trade_results.csv and the action log.</summary>
internal sealed class PaperJournal(PaperReplaySettings settings)
{
    public void Opened(OpenPaperTrade trade) => Write(TradeActions.Open, EntryWords.Opened, trade.Signal, new(StringComparer.Ordinal)
    {
        [TradeActions.Host] = TradeActions.PaperHost,
        ["open_time"] = Time(trade.OpenTimeMs),
        ["open_rate"] = trade.OpenRate,
        ["amount"] = ShownNumber.Of(trade.Amount),
        ["stake"] = ShownNumber.Of(trade.Stake),
        ["stop"] = trade.Signal.Risk.InitialStop,
        ["tp1"] = trade.Signal.Risk.TakeProfits.First.Price,
    });

    public void Refused(TradingSignal signal, string code, string reason) => Write(TradeActions.Refuse, code, signal, new(StringComparer.Ordinal)
    {
        [TradeActions.Host] = TradeActions.PaperHost,
        ["reason"] = reason,
    });

    public void Closed(PaperTrade trade)
    {
        var signal = trade.Opened.Signal;
        var written = settings.Results.AppendTradeResult(new TradeResultRow(signal.DecisionId.ToString(), trade.CloseRate, trade.PnlRMultiple));
        Dictionary<string, ActionValue> parameters = new(StringComparer.Ordinal)
        {
            [TradeActions.Host] = TradeActions.PaperHost,
            ["close_time"] = Time(trade.CloseTimeMs),
            ["close_rate"] = trade.CloseRate,
            ["profit_abs"] = ShownNumber.Of(trade.ProfitAbs),
            ["pnl_r_multiple"] = trade.PnlRMultiple,
        };

        // Journals of an earlier run with other settings: its row stays, and this line says that it does not belong to this trade.
        if (written is not (AppendOutcome.Appended or AppendOutcome.Duplicate))
        {
            parameters["journal"] = $"{TradeResultJournal.FileName} has another result for this decision";
        }

        Write(TradeActions.Close, trade.ExitReason, signal, parameters);
    }

    private static string Time(long ms) => SignalTimestamp.ToText(DateTimeOffset.FromUnixTimeMilliseconds(ms));

    private void Write(string action, string result, TradingSignal signal, Dictionary<string, ActionValue> parameters) =>
        settings.Log.Append(new(action, signal.Symbol, result) { Parameters = parameters, InputRefs = [signal.DecisionId.ToString()] }, flush: true);
}
