using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Tests.NativeStrategy;

/// <summary>Long when the price closes above the previous candle after a number of falling closes; the stop is below both candles.</summary>
[Description("long on the first close above the candle before, after a run of falling closes")]
public sealed class Rebound(ReboundOptions options) : IStrategy<ReboundOptions>, IStrategyStream
{
    private Candle _before;
    private int _falls;

    public static StrategyName Name { get; } = new("rebound", 3);

    public static StrategyNeeds NeedsOf(ReboundOptions options) => new(options.MostFalls + 2);

    public static IStrategyStream Open(ReboundOptions options) => new Rebound(options);

    public void OnFeed(int feed, in Candle candle) => throw new NotSupportedException("it asks for no feed");

    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        plan = default;
        var hasFallen = candle.Close < _before.Close;
        var low = Math.Min(candle.Low, _before.Low);
        var (entry, stop) = (candle.Close, low - (options.Room * (candle.Close - low)));
        var turns = _falls >= options.Falls && candle.Close > _before.High && stop > 0 && stop < entry;

        // The count is bounded, so that a run that starts later reaches the same state.
        _falls = hasFallen ? Math.Min(_falls + 1, options.MostFalls) : 0;
        _before = candle;
        if (turns)
        {
            plan = new(SignalSide.Long, stop, entry + (entry - stop), entry + (options.Reach * (entry - stop)), 0.55, "first close above the candle before");
        }

        return turns;
    }
}
