using AgentBridge.Risk;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>One pair decided by one strategy: the agent has a loop for each.</summary>
/// <param name="Pair">The pair, such as <c>BTC/USDT</c>.</param>
/// <param name="Strategy">The strategy with its parameters.</param>
/// <param name="Risk">The gate's settings.</param>
/// <param name="StrategyTimeoutMs">How long the strategy may take for a candle.</param>
internal sealed record AgentUnit(string Pair, Strategy Strategy, RiskOptions Risk, int StrategyTimeoutMs)
{
    /// <summary>Pair and strategy, as lines begin.</summary>
    public string Label => $"{Pair} {Strategy.Name}";

    /// <summary>Whether it decides exactly as another one does, so that a running loop can be kept.</summary>
    public bool DecidesAs(AgentUnit other) =>
        string.Equals(Label, other.Label, StringComparison.Ordinal)
        && string.Equals(Strategy.Parameters, other.Strategy.Parameters, StringComparison.Ordinal)
        && Strategy.MaxCapitalPct.Equals(other.Strategy.MaxCapitalPct)
        && Risk == other.Risk
        && StrategyTimeoutMs == other.StrategyTimeoutMs;
}
