using System.Collections.Immutable;
using AgentBridge.Schema;

namespace AgentBridge.Risk;

/// <summary>Longs only, unless shorts are switched on.</summary>
internal sealed class SideRule(RiskOptions options) : IRiskRule
{
    private readonly bool _allowShort = options.AllowShort;

    public ImmutableArray<DenyCodeInfo> Codes { get; } = [new(DenyCode.SideNotAllowed, "SIDE_NOT_ALLOWED", "the side is not allowed; only longs are")];

    public GateCheck Check(in RiskContext context) =>
        context.Plan.Side == SignalSide.Long || (context.Plan.Side == SignalSide.Short && _allowShort) ? GateCheck.Pass : GateCheck.Deny(DenyCode.SideNotAllowed);
}
