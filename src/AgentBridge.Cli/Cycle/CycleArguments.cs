using AgentBridge.Market;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>The arguments of <c>run-cycle</c>.</summary>
internal sealed record CycleArguments(
    StrategyFiles? Files,
    Uri? Exchange,
    string Symbol,
    Timeframe Timeframe,
    Strategy Strategy,
    bool Quarantine,
    string? Redis,
    bool Json);
