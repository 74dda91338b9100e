using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>Trades as columns: the same index is the same trade. Times are in Unix milliseconds.</summary>
/// <param name="Pair">The index of the pair.</param>
/// <param name="Open">The open of the entry candle.</param>
/// <param name="Close">The open of the exit candle.</param>
/// <param name="OpenRate">The entry price.</param>
/// <param name="CloseRate">The exit price.</param>
/// <param name="Stop">The signal's stop.</param>
/// <param name="Target">The signal's first target.</param>
/// <param name="Exit">The index of the exit reason.</param>
/// <param name="Ratio">The profit after fees as a fraction of what the entry cost.</param>
/// <param name="Profit">The profit after fees in the quote currency.</param>
/// <param name="R">The profit after fees in what the trade risked.</param>
/// <param name="Why">The signal's rationale.</param>
internal sealed record ReportTrades(
    IReadOnlyList<int> Pair,
    IReadOnlyList<long> Open,
    IReadOnlyList<long> Close,
    IReadOnlyList<double> OpenRate,
    IReadOnlyList<double> CloseRate,
    IReadOnlyList<double> Stop,
    IReadOnlyList<double> Target,
    IReadOnlyList<int> Exit,
    IReadOnlyList<double> Ratio,
    IReadOnlyList<double> Profit,
    IReadOnlyList<double> R,
    IReadOnlyList<string> Why)
{
    // Far below what a person sees.
    private const int Digits = 6;

    public static ReportTrades Of(BacktestInput input, BacktestResult result, IReadOnlyList<BacktestExitReason> exits)
    {
        var trades = result.Trades;
        var risks = TradeStatistics.RisksOf(trades, input.Pairs);
        var reasons = Enumerable.Range(0, exits.Count).ToDictionary(i => exits[i]);
        var rationales = input.Signals.SelectMany(signals => signals).DistinctBy(signal => signal.DecisionId).ToDictionary(signal => signal.DecisionId, signal => signal.Rationale);
        BacktestSignal SignalOf(BacktestTrade trade) => input.Pairs[trade.Pair].Signals[trade.Signal];
        return new(
            [.. trades.Select(trade => trade.Pair)],
            [.. trades.Select(trade => trade.OpenTimeMs)],
            [.. trades.Select(trade => trade.CloseTimeMs)],
            [.. trades.Select(trade => trade.OpenRate)],
            [.. trades.Select(trade => trade.CloseRate)],
            [.. trades.Select(trade => SignalOf(trade).Stop)],
            [.. trades.Select(trade => SignalOf(trade).Tp1)],
            [.. trades.Select(trade => reasons[trade.ExitReason])],
            [.. trades.Select(trade => Math.Round(trade.ProfitRatio, Digits))],
            [.. trades.Select(trade => Math.Round(trade.ProfitAbs, Digits))],
            [.. trades.Select((trade, i) => Math.Round(trade.ProfitAbs / risks[i], Digits))],
            [.. trades.Select(trade => rationales.GetValueOrDefault(SignalOf(trade).DecisionId, ""))]);
    }
}
