using System.Collections.Immutable;

namespace AgentBridge.Risk;

/// <summary>The stop is neither too near nor too far, measured in ATR; both ends are included.</summary>
internal sealed class StopRule(RiskOptions options) : IRiskRule
{
    private readonly double _min = options.MinAtrMultiple;
    private readonly double _max = options.MaxAtrMultiple;

    public ImmutableArray<DenyCodeInfo> Codes { get; } =
    [
        new(DenyCode.AtrNotReady, "ATR_NOT_READY", "too few candles for the ATR (15 at least)"),
        new(DenyCode.AtrNotPositive, "ATR_NOT_POSITIVE", "the ATR is zero or not a number: the market does not move"),
        new(DenyCode.StopTooNear, "STOP_TOO_NEAR", "entry − stop is below MIN_ATR_MULTIPLE·ATR"),
        new(DenyCode.StopTooFar, "STOP_TOO_FAR", "entry − stop is above MAX_ATR_MULTIPLE·ATR"),
    ];

    public GateCheck Check(in RiskContext context)
    {
        var atr = context.Market.Atr;
        if (double.IsNaN(atr))
        {
            return GateCheck.Deny(DenyCode.AtrNotReady);
        }

        if (!(atr > 0) || double.IsInfinity(atr))
        {
            return GateCheck.Deny(DenyCode.AtrNotPositive, atr, 0);
        }

        var risk = context.RiskPerUnit;
        if (!(risk >= _min * atr))
        {
            return GateCheck.Deny(DenyCode.StopTooNear, risk, _min * atr);
        }

        return risk <= _max * atr ? GateCheck.Pass : GateCheck.Deny(DenyCode.StopTooFar, risk, _max * atr);
    }
}
