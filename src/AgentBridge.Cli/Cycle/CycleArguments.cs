using AgentBridge.Market;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>What <c>run-cycle</c> was asked for.</summary>
internal sealed record CycleArguments(
    CandleFiles.CandleFileArgument? File,
    Uri? Exchange,
    string Symbol,
    Timeframe Timeframe,
    BreakoutGenerator Generator,
    bool Quarantine,
    string? Redis,
    bool Json);
