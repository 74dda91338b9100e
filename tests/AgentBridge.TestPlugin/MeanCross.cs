using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.TestPlugin;

public sealed record MeanCrossOptions : IOptionRules
{
    [Range(2, 100), Description("closes in the fast mean")]
    public int Fast { get; init; } = 5;

    [Range(3, 200), Description("closes in the slow mean; more than fast")]
    public int Slow { get; init; } = 20;

    [Range(2, 100), Description("how many lows the stop lies under")]
    public int Lows { get; init; } = 10;

    public IEnumerable<string> Validate() => Fast < Slow ? [] : ["fast must be less than slow"];
}

/// <summary>Long when the fast mean crosses above the slow one, the stop under the last lows.</summary>
[Description("long when the fast mean crosses above the slow one")]
public sealed class MeanCross(MeanCrossOptions options) : IStrategy<MeanCrossOptions>, IStrategyStream
{
    private readonly MovingMean _fast = new(options.Fast);
    private readonly MovingMean _slow = new(options.Slow);
    private readonly double[] _lows = new double[options.Lows];
    private long _seen;
    private bool _isAbove = true;

    public static StrategyName Name { get; } = new("mean-cross", 2);

    public static StrategyNeeds NeedsOf(MeanCrossOptions options) => new(Math.Max(options.Slow + 1, options.Lows));

    public static IStrategyStream Open(MeanCrossOptions options) => new MeanCross(options);

    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        plan = default;
        if (!candle.IsPossible)
        {
            return false;
        }

        _fast.Add(candle.Close);
        _slow.Add(candle.Close);
        _lows[_seen++ % _lows.Length] = candle.Low;
        var wasAbove = _isAbove;
        _isAbove = !_slow.IsReady || _fast.Value > _slow.Value;
        var risk = candle.Close - Lowest();
        if (!_isAbove || wasAbove || _seen < _lows.Length || !(risk > 0))
        {
            return false;
        }

        plan = new(SignalSide.Long, candle.Close - risk, candle.Close + risk, candle.Close + (2 * risk), 0.5, "fast mean crossed above the slow one");
        return true;
    }

    private double Lowest()
    {
        var lowest = _lows[0];
        foreach (var low in _lows)
        {
            lowest = Math.Min(lowest, low);
        }

        return lowest;
    }
}
