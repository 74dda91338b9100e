using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>
/// The main job on the real Freqtrade, as child processes. Each folder is used by runs that are stopped midway and then by one that runs to its
/// end: leftovers of a stopped run must not disturb the next. <see cref="FreqtradeDryRunKindsTests"/> has the other kinds of run.
/// </summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class FreqtradeDryRunTests
{
    [SkippableFact]
    public Task DryRun_On20269_CtrlC_ThenTradesThroughFiles() => FreqtradeRuns.NewestAsync();
}
