using System.ComponentModel;
using System.Runtime.CompilerServices;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>
/// Long when a candle closes above the highest of the highs before it, stop at the lowest of the latest lows, its own included,
/// targets at multiples of R. A candle with a high, low or close that is not finite yields no plan, and the history starts again
/// after it. A demonstration of how a signal travels, not a profitable strategy.
/// </summary>
[Description("long when a candle closes above the highs before it, stop at the latest lows; a demonstration, not a profitable strategy")]
public sealed class Breakout : IStrategy<BreakoutOptions>, IStrategyStream
{
    private readonly double _tp1R;
    private readonly double _tp2R;
    private readonly double _confidence;
    private readonly string _rationale;
    private readonly int _needed;
    private readonly MaxState _highs;
    private readonly MinState _lows;
    private int _seen;

    private Breakout(BreakoutOptions options)
    {
        _tp1R = options.Tp1R;
        _tp2R = options.Tp2R;
        _confidence = options.Confidence;
        _rationale = $"breakout above {CanonicalNumber.Format(options.HighLookback)}-bar high";
        _needed = CandlesOf(options);
        _highs = new MaxState(options.HighLookback);
        _lows = new MinState(options.LowLookback);
    }

    /// <inheritdoc/>
    public static StrategyName Name { get; } = new("breakout", 1);

    /// <inheritdoc/>
    public static StrategyNeeds NeedsOf(BreakoutOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(CandlesOf(options));
    }

    /// <inheritdoc/>
    public static IStrategyStream Open(BreakoutOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Breakout(options);
    }

    /// <inheritdoc/>
    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        // The caller reads the plan only if there is one.
        Unsafe.SkipInit(out plan);
        if (!(double.IsFinite(candle.High) && double.IsFinite(candle.Low) && double.IsFinite(candle.Close)))
        {
            Reset();
            plan = default;
            return false;
        }

        // The prior highs are those before this candle's own; the lows include it.
        var broke = candle.Close > _highs.Value;
        _ = _highs.Update(candle.High) && _lows.Update(candle.Low);
        _seen++;
        return broke && _seen >= _needed && TryMakePlan(candle.Close, _lows.Value, out plan);
    }

    private static int CandlesOf(BreakoutOptions options) => Math.Max(options.HighLookback + 1, options.LowLookback);

    private bool TryMakePlan(double entry, double stop, out TradePlan plan)
    {
        var risk = entry - stop;
        var (tp1, tp2) = (entry + (_tp1R * risk), entry + (_tp2R * risk));

        // Where the risk is a rounding error of the price, or overflows, the targets coincide: no plan.
        var holds = stop > 0 && stop < entry && entry < tp1 && tp1 < tp2 && double.IsFinite(tp2);
        plan = holds ? new TradePlan(SignalSide.Long, stop, tp1, tp2, _confidence, _rationale) { Entry = entry } : default;
        return holds;
    }

    private void Reset()
    {
        _highs.Reset();
        _lows.Reset();
        _seen = 0;
    }
}
