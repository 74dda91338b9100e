using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The result of a parity check.</summary>
/// <param name="Input">What both sides ran on.</param>
/// <param name="Rules">The rules of our side.</param>
/// <param name="Ours">The trades of the engine here.</param>
/// <param name="Theirs">Freqtrade's.</param>
/// <param name="Comparison">The differences.</param>
/// <param name="Metrics">The figures that were compared, with both values.</param>
/// <param name="OurSeconds">How long our backtest took.</param>
/// <param name="TheirSeconds">How long Freqtrade took, with its start.</param>
internal sealed record ParityReport(
    BacktestInput Input,
    BacktestRules Rules,
    IReadOnlyList<ParityTrade> Ours,
    IReadOnlyList<ParityTrade> Theirs,
    ParityComparison Comparison,
    IReadOnlyList<ParityMetric> Metrics,
    double OurSeconds,
    double TheirSeconds)
{
    /// <summary>Whether all trades and all figures are equal.</summary>
    public bool IsEqual => Comparison.IsEqual && Metrics.All(metric => metric.IsEqual);
}
