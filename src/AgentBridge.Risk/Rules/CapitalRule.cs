using System.Collections.Immutable;

namespace AgentBridge.Risk;

/// <summary>The cap leaves something to trade with.</summary>
internal sealed class CapitalRule(RiskOptions options) : IRiskRule
{
    private readonly double _max = options.MaxCapitalPct;

    public ImmutableArray<DenyCodeInfo> Codes { get; } = [new(DenyCode.CapitalNotPositive, "CAPITAL_NOT_POSITIVE", "the cap leaves no capital for the trade")];

    public GateCheck Check(in RiskContext context) =>
        Math.Min(context.Account.MaxCapitalPct, _max) > 0 ? GateCheck.Pass : GateCheck.Deny(DenyCode.CapitalNotPositive, _max, 0);
}
