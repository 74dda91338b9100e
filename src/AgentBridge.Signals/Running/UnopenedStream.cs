using System.Runtime.ExceptionServices;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>In the place of a stream that could not be opened: each candle fails for the same reason.</summary>
internal sealed class UnopenedStream(Exception failure) : IStrategyStream
{
    private readonly ExceptionDispatchInfo _failure = ExceptionDispatchInfo.Capture(failure);

    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        _failure.Throw();
        plan = default;
        return false;
    }
}
