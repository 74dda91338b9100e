using System.Globalization;
using AgentBridge.Cli;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>
/// The main job on the real Freqtrade, as child processes. Each folder is used by runs that are stopped midway and then by one that runs to its
/// end: leftovers of a stopped run must not disturb the next. <see cref="FreqtradeDryRunKindsTests"/> has the other kinds of run.
/// </summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class FreqtradeDryRunTests(FreqtradeRuns runs) : IClassFixture<FreqtradeRuns>
{
    [SkippableFact]
    public Task DryRun_On20242_KilledAndStopped_ThenTradesThroughRedis() => runs.Pin;

    [SkippableFact]
    public Task DryRun_On20269_CtrlC_ThenTradesThroughFiles() => runs.Newest;
}
