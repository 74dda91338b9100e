using System.Collections.Immutable;
using AgentBridge.Schema;

namespace AgentBridge.Risk;

/// <summary>The plan is neither from the future nor older than it may be.</summary>
internal sealed class AgeRule(RiskOptions options) : IRiskRule
{
    private static readonly double SkewMs = LatestSignal.MaxSkew.TotalMilliseconds;
    private readonly double _maxAgeMs = options.MaxSignalAgeSec * 1000.0;

    public ImmutableArray<DenyCodeInfo> Codes { get; } =
    [
        new(DenyCode.SignalFromFuture, "SIGNAL_FROM_FUTURE", "the timestamp is more than 5 s ahead of the clock; set the clock", "ms"),
        new(DenyCode.SignalStale, "SIGNAL_STALE", "the signal is older than max_age_sec (600 s by default)", "ms"),
    ];

    public GateCheck Check(in RiskContext context)
    {
        var ageMs = Milliseconds.Between(context.TimestampMs, context.NowMs);
        if (ageMs < -SkewMs)
        {
            return GateCheck.Deny(DenyCode.SignalFromFuture, ageMs, -SkewMs);
        }

        return ageMs <= _maxAgeMs ? GateCheck.Pass : GateCheck.Deny(DenyCode.SignalStale, ageMs, _maxAgeMs);
    }
}
