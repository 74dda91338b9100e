using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>The host that trades in a dry-run.</summary>
internal enum DryRunHost
{
    /// <summary>Unspecified.</summary>
    Unspecified = 0,

    /// <summary>Freqtrade where it is installed, else paper.</summary>
    Auto = 1,

    /// <summary>Freqtrade or nothing.</summary>
    Freqtrade = 2,

    /// <summary>The paper executor.</summary>
    Paper = 3,
}

/// <summary>The arguments of <c>dry-run</c>.</summary>
internal sealed record DryRunArguments(DryRunHost Host, CandleArguments Candles, string? Symbol, string? Timeframe, Strategy Strategy, bool Quarantine, string? Redis, long Seed, int Seconds, string Freqtrade, ScenarioEnd Until, bool MayInstall, bool Json);
