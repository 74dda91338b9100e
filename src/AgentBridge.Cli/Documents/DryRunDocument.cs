using System.Text.Json.Serialization;
using AgentBridge.Backtesting;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>The document of <c>dry-run</c>.</summary>
/// <param name="Host">paper or freqtrade.</param>
/// <param name="Freqtrade">Its version; <see langword="null"/> for paper.</param>
/// <param name="Candles">Candles of the recording.</param>
/// <param name="Signals">Signals triggered.</param>
/// <param name="Approved">Signals that the gate approved.</param>
/// <param name="Published">Signals that were published.</param>
/// <param name="PriceStep">The price step as of the newest decision.</param>
/// <param name="Trades">Closed trades, oldest first.</param>
/// <param name="Gates">The gates' evidence.</param>
/// <param name="Seconds">The duration, in seconds to three decimals.</param>
internal sealed record DryRunDocument(
    string Host,
    string? Freqtrade,
    int Candles,
    int Signals,
    int Approved,
    int Published,
    [property: JsonConverter(typeof(PriceStepJson))] PriceStep PriceStep,
    IReadOnlyList<TradeDocument> Trades,
    IReadOnlyList<GateResult> Gates,
    double Seconds)
{
    public static DryRunDocument Of(DryRunSummary summary, IReadOnlyList<GateResult> gates, double seconds) => new(
        summary.Host,
        summary.Freqtrade,
        summary.Candles,
        summary.Signals,
        summary.Approved,
        summary.Published,
        summary.PriceStep,
        [.. summary.Trades.Select(TradeDocument.Of)],
        gates,
        Math.Round(seconds, 3));
}

/// <summary>A closed trade.</summary>
/// <param name="DecisionId">The decision that opened it.</param>
/// <param name="Pair">The pair, such as <c>BTC/USDT</c>.</param>
/// <param name="OpenRate">The price of the entry's fill.</param>
/// <param name="CloseRate">The price of the exit's fill.</param>
/// <param name="ExitReason">Why it ended.</param>
/// <param name="PnlRMultiple">The profit after fees in multiples of R; <see langword="null"/> if unknown.</param>
internal sealed record TradeDocument(string DecisionId, string Pair, double OpenRate, double CloseRate, string ExitReason, double? PnlRMultiple)
{
    public static TradeDocument Of(ReportedTrade trade) => new(
        trade.DecisionId, trade.Pair, trade.OpenRate, trade.CloseRate, trade.ExitReason, double.IsFinite(trade.PnlRMultiple) ? trade.PnlRMultiple : null);
}
