using System.Collections.Immutable;

namespace AgentBridge.Testing;

/// <summary>How each rule is checked; a rule answers with its first finding.</summary>
internal static class StrategyRules
{
    public static ImmutableArray<(CheckRule Rule, Func<CheckSubject, StrategyFinding?> Check)> All { get; } =
    [
        (CheckRule.Contract, ContractRule.Check),
        (CheckRule.Prefix, HistoryRules.Prefix),
        (CheckRule.Start, HistoryRules.Start),
        (CheckRule.Determinism, RunRules.Determinism),
        (CheckRule.StreamIsBatch, RunRules.StreamIsBatch),
        (CheckRule.Nan, s => HostileRules.Check(CheckRule.Nan, s, HostileCandles.NotFinite)),
        (CheckRule.Gap, s => HostileRules.Check(CheckRule.Gap, s, HostileCandles.WithGaps)),
        (CheckRule.Flat, s => HostileRules.Check(CheckRule.Flat, s, HostileCandles.Flat)),
        (CheckRule.Extreme, s => HostileRules.Check(CheckRule.Extreme, s, HostileCandles.Extreme)),
    ];
}
