using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Gives another strategy every candle, and lets a plan of it through or not.</summary>
/// <param name="wrapped">A new stream of the strategy whose plans are let through or not.</param>
internal abstract class WrapperStream(IStrategyStream wrapped) : IStrategyStream
{
    /// <inheritdoc/>
    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        var isPlanned = wrapped.OnCandle(candle, out plan);

        // Taken in either case: its state must not depend on the other's plans alone.
        return Passes(candle, isPlanned, isPlanned ? plan.Side : SignalSide.Unspecified) && isPlanned;
    }

    /// <inheritdoc/>
    public virtual void OnFeed(int feed, in Candle candle) => wrapped.OnFeed(feed, candle);

    /// <summary>Takes the next candle; whether a plan on it passes.</summary>
    /// <param name="candle">The candle, possible or not.</param>
    /// <param name="isPlanned">Whether the wrapped strategy has a plan.</param>
    /// <param name="side">The side of that plan.</param>
    protected abstract bool Passes(in Candle candle, bool isPlanned, SignalSide side);
}
