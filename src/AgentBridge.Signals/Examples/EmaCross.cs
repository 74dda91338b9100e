using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>An example that uses a higher timeframe: long when the fast average crosses above the slow one while the trend is up.</summary>
[Description("an example with a higher timeframe: long when the fast average crosses above the slow one while the last candle of trend_timeframe closed above its average")]
internal sealed class EmaCross(EmaCrossOptions options) : IStrategy<EmaCrossOptions>, IStrategyStream
{
    private EmaState _fast = new(options.Fast);
    private EmaState _slow = new(options.Slow);
    private EmaState _trend = new(options.Trend);
    private AtrState _atr = new(14);
    private bool _isAbove = true;
    private bool _isUp;

    /// <inheritdoc/>
    public static StrategyName Name { get; } = new("ema-cross", 1);

    /// <inheritdoc/>
    public static StrategyNeeds NeedsOf(EmaCrossOptions options) => new(EmaState.WarmUpOf(Math.Max(options.Slow, 27)) + 1)
    {
        Feeds = [FeedRequest.Higher(options.TrendTimeframe, EmaState.WarmUpOf(options.Trend))],
    };

    /// <inheritdoc/>
    public static IStrategyStream Open(EmaCrossOptions options) => new EmaCross(options);

    /// <inheritdoc/>
    public void OnFeed(int feed, in Candle candle) => _isUp = _trend.Update(candle.Close) && candle.Close > _trend.Value;

    /// <inheritdoc/>
    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        plan = default;
        if (!candle.IsPossible)
        {
            return false;
        }

        _ = _atr.Update(candle.High, candle.Low, candle.Close);
        _ = _fast.Update(candle.Close);
        _ = _slow.Update(candle.Close);
        var wasAbove = _isAbove;
        _isAbove = !(_fast.Value <= _slow.Value);
        var risk = options.StopAtr * _atr.Value;
        var crossed = _isAbove && !wasAbove && _isUp && risk > 0 && candle.Close - risk > 0;
        if (crossed)
        {
            plan = new(SignalSide.Long, candle.Close - risk, candle.Close + risk, candle.Close + (2 * risk), 0.5, "fast average crossed above the slow one");
        }

        return crossed;
    }
}
