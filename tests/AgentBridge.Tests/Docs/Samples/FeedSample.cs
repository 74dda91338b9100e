// The second sample of src/AgentBridge.Signals/README.md, compiled: the README has the same paragraphs (DocumentTests).
#pragma warning disable
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Tests.Docs.Samples;

public sealed record HourOptions;
public sealed class Hour : IStrategy<HourOptions>, IStrategyStream
{
    private bool _rose;
    public static StrategyName Name { get; } = new("hour", 1);
    public static StrategyNeeds NeedsOf(HourOptions options) => new(WarmUp: 1) { Feeds = [FeedRequest.Higher(Timeframe.Parse("1h"), warmUp: 1)] };
    public static IStrategyStream Open(HourOptions options) => new Hour();
    public void OnFeed(int feed, in Candle candle) => _rose = candle.Close > candle.Open; // feed is 0: the only one of the list
    public bool OnCandle(in Candle c, out TradePlan plan) => (plan = _rose && c.IsPossible
        ? new(SignalSide.Long, 0.99 * c.Close, 1.01 * c.Close, 1.02 * c.Close, 0.5, "the last hour rose") : default) != default;
}
