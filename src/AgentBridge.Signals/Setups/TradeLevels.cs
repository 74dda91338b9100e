using System.Runtime.CompilerServices;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>The stop and the targets of a setup, as of the newest candle.</summary>
internal struct TradeLevels
{
    private const int AtrPeriod = 14;
    private const double LeastConfidence = 0.05;

    private readonly StopRule _rule;
    private readonly bool _needsHighs;
    private readonly double _stopAtr;
    private readonly double _tp1R;
    private readonly double _tp2R;
    private readonly MaxState _highs;
    private readonly MinState _lows;
    private AtrState _atr;

    public TradeLevels(SetupOptions options)
    {
        (_rule, _stopAtr, _tp1R, _tp2R) = (options.Stop, options.StopAtr, options.Tp1R, options.Tp2R);
        _needsHighs = options.Short;
        _highs = new MaxState(options.StopLookback);
        _lows = new MinState(options.StopLookback);
        _atr = new AtrState(AtrPeriod);
    }

    /// <summary>The candles after which the stop no longer depends on where the series starts.</summary>
    public static int WarmUpOf(SetupOptions options) => options.Stop == StopRule.Atr ? AtrState.WarmUpOf(AtrPeriod) : options.StopLookback;

    /// <summary>0.5 for a strength of 0, 1 for one of 1 or more, at least 0.05; NaN for NaN. An ordering of setups, not a probability.</summary>
    public static double ConfidenceOf(double strength) => Math.Clamp(0.5 + (0.5 * strength), LeastConfidence, 1);

    /// <summary>Takes the next candle, which must be possible.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(in Candle candle)
    {
        if (_rule == StopRule.Swing)
        {
            _ = _lows.Update(candle.Low);
            if (_needsHighs)
            {
                _ = _highs.Update(candle.High);
            }
        }
        else
        {
            _ = _atr.Update(candle.High, candle.Low, candle.Close);
        }
    }

    /// <summary>The distance from an entry at the close to the stop; 0 or less, or NaN, where there is no stop.</summary>
    public readonly double RiskOf(SignalSide side, double close) => _rule switch
    {
        StopRule.Atr => _stopAtr * _atr.Value,
        _ when side == SignalSide.Long => close - _lows.Value,
        _ => _highs.Value - close,
    };

    /// <summary>The plan of an entry at the close; none where stop, entry and targets are not in order, or the strength is NaN.</summary>
    /// <param name="side">Long or short.</param>
    /// <param name="close">The close of the deciding candle.</param>
    /// <param name="risk">R: the distance from the close to the stop, as <see cref="RiskOf"/> gives it; 0 or less, or NaN, for no stop.</param>
    /// <param name="strength">How clear the setup is: 0 for one that just meets the rule, 1 and more for the clearest.</param>
    /// <param name="rationale">At most 60 characters.</param>
    /// <param name="plan">The plan; the default value if there is none.</param>
    public readonly bool TryPlan(SignalSide side, double close, double risk, double strength, string rationale, out TradePlan plan)
    {
        var direction = side == SignalSide.Long ? 1 : -1;
        var stop = _rule == StopRule.Atr ? close - (direction * risk) : side == SignalSide.Long ? _lows.Value : _highs.Value;
        var confidence = ConfidenceOf(strength);
        plan = new TradePlan(side, stop, close + (direction * _tp1R * risk), close + (direction * _tp2R * risk), confidence, rationale) { Entry = close };

        // Where the risk is a rounding error of the price, or overflows, the targets coincide: no plan.
        var isPlan = risk > 0 && confidence > 0 && PriceSnap.IsOrdered(plan);
        plan = isPlan ? plan : default;
        return isPlan;
    }
}
