using AgentBridge.Market;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>What <c>run-cycle</c> was asked for.</summary>
internal sealed record CycleArguments(
    StrategyFiles? Files,
    Uri? Exchange,
    string Symbol,
    Timeframe Timeframe,
    Strategy Strategy,
    bool Quarantine,
    string? Redis,
    bool Json);
