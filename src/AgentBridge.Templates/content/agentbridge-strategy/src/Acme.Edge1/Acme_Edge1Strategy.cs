using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace Acme.Edge1;

/// <summary>Long when the fast average of the closes crosses above the slow one. An example, not a profitable strategy.</summary>
[Description("long when the fast average crosses above the slow one")]
public sealed class Acme_Edge1Strategy(Acme_Edge1Options options) : IStrategy<Acme_Edge1Options>, IStrategyStream
{
    private EmaState _fast = new(options.Fast);
    private EmaState _slow = new(options.Slow);
    private AtrState _atr = new(14);
    private bool _wasAbove = true;

    /// <summary>Part of the id of every decision: give changed logic a new version.</summary>
    public static StrategyName Name { get; } = new("acme-edge1", version: 1);

    /// <summary>So many candles before the first decision counts: until then a plan depends on where the candles begin. ATR(14) needs as many as EMA(27).</summary>
    public static StrategyNeeds NeedsOf(Acme_Edge1Options options) => new(WarmUp: EmaState.WarmUpOf(Math.Max(options.Slow, 27)) + 1);

    /// <inheritdoc/>
    public static IStrategyStream Open(Acme_Edge1Options options) => new Acme_Edge1Strategy(options);

    /// <inheritdoc/>
    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        _ = _fast.Update(candle.Close) & _slow.Update(candle.Close) & _atr.Update(candle.High, candle.Low, candle.Close);
        var isAbove = !(_fast.Value <= _slow.Value);
        var (entry, risk) = (candle.Close, options.StopAtr * _atr.Value);
        var opens = isAbove && !_wasAbove && risk > 0 && risk < entry;
        plan = opens
            ? new(SignalSide.Long, Stop: entry - risk, Tp1: entry + risk, Tp2: entry + (2 * risk), Confidence: 0.5, "fast average crossed above the slow one")
            : default;
        _wasAbove = isAbove;
        return opens;
    }
}
