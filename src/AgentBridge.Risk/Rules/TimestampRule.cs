using System.Collections.Immutable;

namespace AgentBridge.Risk;

/// <summary>The plan was decided on the newest candle. If there is none, the next rules deny it.</summary>
internal sealed class TimestampRule : IRiskRule
{
    public ImmutableArray<DenyCodeInfo> Codes { get; } = [new(DenyCode.TimestampMismatch, "TIMESTAMP_MISMATCH", "the signal's timestamp is not the close of the newest candle", "ms")];

    public GateCheck Check(in RiskContext context) => context.Market.Count > 0 && context.TimestampMs != context.Market.CloseTimeMs
        ? GateCheck.Deny(DenyCode.TimestampMismatch, context.TimestampMs, context.Market.CloseTimeMs)
        : GateCheck.Pass;
}
