using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>
/// A running strategy on one pair: closed candles in, oldest first, plans out. Pure: no clock, no randomness, no I/O, nothing
/// shared with another stream. A candle that triggers nothing allocates nothing.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
#pragma warning disable CA1711 // A stream of candles, not of bytes.
public interface IStrategyStream
#pragma warning restore CA1711
{
    /// <summary>Processes the next closed candle of the pair.</summary>
    /// <param name="candle">The closed candle. Gaps have been filled flat before.</param>
    /// <param name="plan">The trade to open; the default value if there is none.</param>
    /// <returns>Whether this candle triggers a trade.</returns>
    bool OnCandle(in Candle candle, out TradePlan plan);

    /// <summary>Processes a closed candle of a requested feed. One that closes together with the pair's candle comes before it.</summary>
    /// <param name="feed">The index in <see cref="StrategyNeeds.Feeds"/>.</param>
    /// <param name="candle">The closed candle.</param>
    void OnFeed(int feed, in Candle candle)
    {
    }
}
