using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Long when the fast average of the closes crosses above the slow one, short when it crosses below.</summary>
[Description("long when the fast average of the closes crosses above the slow one")]
internal sealed class Momentum : SetupStream, IStrategy<MomentumOptions>
{
    private MovingAverage _fast;
    private MovingAverage _slow;
    private Crossing _crossing;

    private Momentum(MomentumOptions options)
        : base(options, Rationale(options, "above"), Rationale(options, "below"))
    {
        _fast = new MovingAverage(options.Average, options.Fast);
        _slow = new MovingAverage(options.Average, options.Slow);
    }

    /// <inheritdoc/>
    public static StrategyName Name { get; } = new("momentum", 1);

    /// <inheritdoc/>
    public static StrategyNeeds NeedsOf(MomentumOptions options) => NeedsOf(options, MovingAverage.WarmUpOf(options.Average, options.Slow) + 1);

    /// <inheritdoc/>
    public static IStrategyStream Open(MomentumOptions options) => new Momentum(options);

    /// <inheritdoc/>
    protected override SignalSide Update(in Candle candle)
    {
        _fast.Update(candle.Close);
        _slow.Update(candle.Close);
        return _crossing.Update(_fast.Value, _slow.Value);
    }

    /// <summary>How far the close is beyond the slow average, in R.</summary>
    protected override double StrengthOf(int direction, in Candle candle, double risk) => direction * (candle.Close - _slow.Value) / risk;

    private static string Rationale(MomentumOptions options, string where)
    {
        var kind = options.Average == AverageKind.Sma ? "SMA" : "EMA";
        return $"{kind} {CanonicalNumber.Format(options.Fast)} crossed {where} {kind} {CanonicalNumber.Format(options.Slow)}";
    }
}
