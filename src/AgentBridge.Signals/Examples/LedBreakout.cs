using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>An example that uses another pair: a breakout counts only while the leader closes above its average.</summary>
[Description("an example with another pair: a breakout counts only while the leader closes above its average")]
internal sealed class LedBreakout(LedBreakoutOptions options) : IStrategy<LedBreakoutOptions>, IStrategyStream
{
    private readonly IStrategyStream _breakout = Breakout.Open(new() { HighLookback = options.HighLookback, LowLookback = options.LowLookback });
    private EmaState _leader = new(options.LeaderPeriod);
    private bool _isUp;

    /// <inheritdoc/>
    public static StrategyName Name { get; } = new("led-breakout", 1);

    /// <inheritdoc/>
    public static StrategyNeeds NeedsOf(LedBreakoutOptions options) => new(Math.Max(options.HighLookback + 1, options.LowLookback))
    {
        Feeds = [FeedRequest.Other(options.Leader, EmaState.WarmUpOf(options.LeaderPeriod))],
    };

    /// <inheritdoc/>
    public static IStrategyStream Open(LedBreakoutOptions options) => new LedBreakout(options);

    /// <inheritdoc/>
    public void OnFeed(int feed, in Candle candle) => _isUp = _leader.Update(candle.Close) && candle.Close > _leader.Value;

    /// <inheritdoc/>
    public bool OnCandle(in Candle candle, out TradePlan plan) => _breakout.OnCandle(candle, out plan) & _isUp;
}
