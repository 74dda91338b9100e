using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>
/// Long when a candle closes above the highs before it, stop below the latest lows, targets at multiples of R.
/// A demonstration of how a signal travels, not a profitable strategy.
/// </summary>
[Description("long when a candle closes above the highs before it, stop at the latest lows; a demonstration, not a profitable strategy")]
public sealed class Breakout : IStrategy<BreakoutParameters>, IStrategyStream
{
    private readonly BreakoutState _state;
    private readonly double _confidence;
    private readonly string _rationale;

    private Breakout(BreakoutParameters options)
    {
        _confidence = options.Confidence;
        _rationale = $"breakout above {CanonicalNumber.Format(options.HighLookback)}-bar high";
        _state = new BreakoutState(new BreakoutOptions { HighLookback = options.HighLookback, LowLookback = options.LowLookback, Tp1R = options.Tp1R, Tp2R = options.Tp2R });
    }

    /// <inheritdoc/>
    public static StrategyName Name { get; } = new("breakout", 1);

    /// <inheritdoc/>
    public static StrategyNeeds NeedsOf(BreakoutParameters options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(Math.Max(options.HighLookback + 1, options.LowLookback));
    }

    /// <inheritdoc/>
    public static IStrategyStream Open(BreakoutParameters options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Breakout(options);
    }

    /// <inheritdoc/>
    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        var broke = _state.Update(candle.High, candle.Low, candle.Close, out var levels);
        plan = broke ? new TradePlan(SignalSide.Long, levels.Stop, levels.Tp1, levels.Tp2, _confidence, _rationale) : default;
        return broke;
    }
}
