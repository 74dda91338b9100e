using AgentBridge.Backtesting;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>A closed trade as a dry-run reports it.</summary>
internal sealed record ReportedTrade(string DecisionId, string Pair, double OpenRate, double CloseRate, string ExitReason, double PnlRMultiple);

/// <summary>The result of a dry-run, for any host.</summary>
/// <param name="Host">paper or freqtrade.</param>
/// <param name="Freqtrade">Its version; <see langword="null"/> for paper.</param>
/// <param name="Strategy">The generator.</param>
/// <param name="Candles">Candles of the recording.</param>
/// <param name="Signals">Signals triggered.</param>
/// <param name="Approved">Signals that the gate approved.</param>
/// <param name="Published">Signals that were published.</param>
/// <param name="Trades">Closed trades.</param>
/// <param name="Paper">The replay, if it was on paper.</param>
internal sealed record DryRunSummary(
    string Host, string? Freqtrade, string Strategy, int Candles, int Signals, int Approved, int Published, IReadOnlyList<ReportedTrade> Trades, PaperReplayResult? Paper)
{
    /// <summary>The price step as of the newest decision.</summary>
    public PriceStep PriceStep { get; init; }

    /// <summary>The trade beside that of a backtest of the same candles; <see langword="null"/> on paper.</summary>
    public DryRunParity? Parity { get; init; }

    /// <summary>Whether candles of a replay were not decided because the strategy threw.</summary>
    public bool StrategyThrew => Paper is { FirstFailure: not null };

    public static DryRunSummary Of(PaperReplayResult replay, string strategy) => new(
        "paper", null, strategy, replay.Candles, replay.Signals, replay.Approved, replay.Published,
        [.. replay.Trades.Select(t => new ReportedTrade(t.Opened.Signal.DecisionId.ToString(), t.Opened.Signal.Symbol, t.Opened.OpenRate, t.CloseRate, t.ExitReason, t.PnlRMultiple))],
        replay);

    public static DryRunSummary Of(FreqtradeDryRunResult run, string version, string strategy) => new(
        "freqtrade", version, strategy, run.Candles, run.Signals, run.Approved, run.Published, run.Trades, null)
    {
        PriceStep = run.PriceStep,
        Parity = run.Parity,
    };
}
