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
/// <param name="Parity">The trade beside that of a backtest of the same candles; <see langword="null"/> on paper.</param>
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
    DryRunParityDocument? Parity,
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
        summary.Parity is { } parity ? DryRunParityDocument.Of(parity) : null,
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

/// <summary>A dry-run's trade beside a backtest's.</summary>
/// <param name="Rules">By which the backtest filled its orders.</param>
/// <param name="DecisionEqual">Whether the agent, candle by candle, decided what the whole history gives.</param>
/// <param name="OpenRate">The backtest's entry price; <see langword="null"/> if it has no trade.</param>
/// <param name="OpenClass">Why the bot's differs; <see langword="null"/> where it does not.</param>
/// <param name="CloseRate">The backtest's exit price; <see langword="null"/> if it has no trade.</param>
/// <param name="ExitReason">Why the backtest's trade ended; <see langword="null"/> if it has no trade.</param>
/// <param name="CloseClass">Why the bot's exit differs; <see langword="null"/> where it does not.</param>
/// <param name="Explained">Whether the decision is equal and every difference has a cause.</param>
internal sealed record DryRunParityDocument(
    string Rules, bool DecisionEqual, double? OpenRate, string? OpenClass, double? CloseRate, string? ExitReason, string? CloseClass, bool Explained)
{
    public static DryRunParityDocument Of(DryRunParity parity) => new(
        parity.Rules.Name,
        parity.IsDecisionEqual,
        parity.Backtest?.OpenRate,
        parity.ClassOf(isEntry: true),
        parity.Backtest?.CloseRate,
        parity.Backtest?.ExitReason,
        parity.ClassOf(isEntry: false),
        parity.IsExplained);
}
