using System.Collections.Immutable;

namespace AgentBridge.Risk;

/// <summary>Plan and candles are of one pair.</summary>
internal sealed class SymbolRule : IRiskRule
{
    public ImmutableArray<DenyCodeInfo> Codes { get; } = [new(DenyCode.SymbolMismatch, "SYMBOL_MISMATCH", "the candles are of another pair than the signal")];

    public GateCheck Check(in RiskContext context) =>
        string.Equals(context.Symbol, context.CandlesSymbol, StringComparison.Ordinal) ? GateCheck.Pass : GateCheck.Deny(DenyCode.SymbolMismatch);
}
