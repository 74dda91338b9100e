using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>The main job on the real Freqtrade with other ends, strategies, timeframes and machines than <see cref="FreqtradeDryRunTests"/>.</summary>
[Trait(Cost.Key, Cost.Long)]
public sealed class FreqtradeDryRunKindsTests(FreqtradeKindRuns runs) : IClassFixture<FreqtradeKindRuns>
{
    [SkippableFact]
    public Task DryRun_UntilStop_LosesOneTradeAtTheStop() => runs.Stop;

    [SkippableFact]
    public Task DryRun_StrategyWithAHigherTimeframe_TradesWhateverTheTimeOfDay() => runs.Higher;

    [SkippableFact]
    public Task DryRun_StrategyWithAnotherPair_TradesItsOwn() => runs.Other;

    [SkippableFact]
    public Task DryRun_LongCandlesBehindAProxyOn20242_TradeWhateverTheTimeOfDay() => runs.LongOnPin;

    [SkippableFact]
    public Task DryRun_LongCandlesBehindAProxyOn20269_TradeWhateverTheTimeOfDay() => runs.LongOnNewest;
}
