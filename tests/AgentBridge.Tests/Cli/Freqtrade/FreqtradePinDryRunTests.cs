using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>As <see cref="FreqtradeDryRunTests"/>, on the pinned release; a class of its own, so that both run at the same time.</summary>
[Trait(Cost.Key, Cost.Long)]
public sealed class FreqtradePinDryRunTests
{
    [SkippableFact]
    public Task DryRun_On20242_KilledAndStopped_ThenTradesThroughRedis() => FreqtradeRuns.PinAsync();
}
