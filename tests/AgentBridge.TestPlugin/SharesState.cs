using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.TestPlugin;

public sealed record NoOptions;

/// <summary>Breaks the contract: all of its streams share their state.</summary>
public sealed class SharesState : IStrategy<NoOptions>, IStrategyStream
{
    private static double _lastClose;

    public static StrategyName Name { get; } = new("shares-state", 1);

    public static StrategyNeeds NeedsOf(NoOptions options) => new(2);

    public static IStrategyStream Open(NoOptions options)
    {
        _lastClose = double.NaN;
        return new SharesState();
    }

    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        var rises = candle.Close > _lastClose;
        _lastClose = candle.Close;
        plan = new(SignalSide.Long, candle.Close * 0.99, candle.Close * 1.01, candle.Close * 1.02, 0.5, "rises");
        return rises;
    }
}
