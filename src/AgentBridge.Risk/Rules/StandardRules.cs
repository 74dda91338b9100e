using System.Collections.Immutable;

namespace AgentBridge.Risk;

/// <summary>The gate's own rules, in their order.</summary>
internal static class StandardRules
{
    /// <summary>Their codes, in the order in which they are checked.</summary>
    public static ImmutableArray<DenyCodeInfo> Codes { get; } = [.. Of(new RiskOptions()).SelectMany(rule => rule.Codes)];

    public static ImmutableArray<IRiskRule> Of(RiskOptions options) =>
    [
        new SideRule(options), new SymbolRule(), new TimestampRule(), new AgeRule(options), new CandlesRule(options), new StopRule(options),
        new RewardRule(options), new CapitalRule(options),
    ];

    /// <summary>The rules that need only the signal and the clock.</summary>
    public static ImmutableArray<IRiskRule> WithoutCandles(RiskOptions options) => [new SideRule(options), new AgeRule(options), new RewardRule(options), new CapitalRule(options)];
}
