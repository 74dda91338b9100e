using AgentBridge.Market;

namespace AgentBridge.ExchangeSimulator;

/// <summary>The mapping from recorded time to wall time. All in Unix milliseconds.</summary>
/// <param name="ShiftMs">The offset added to a recorded time, in milliseconds.</param>
/// <param name="OriginMs">The wall time at which the last recorded candle closes; from here on candles are played ones.</param>
internal readonly record struct CandleShift(long ShiftMs, long OriginMs)
{
    /// <summary>The shift of a simulator that starts now.</summary>
    /// <param name="lastClosedOpenMs">The recorded open of the candle that is to be the last closed one.</param>
    /// <param name="timeframe">The timeframe, that is the length of a candle.</param>
    /// <param name="nowMs">The wall time.</param>
    /// <param name="leastLeft">The minimum time that the candle after it must have left; if it has less, the last closed one closes at a future boundary instead.</param>
    public static CandleShift At(long lastClosedOpenMs, Timeframe timeframe, long nowMs, TimeSpan leastLeft)
    {
        var step = timeframe.Milliseconds;
        var boundary = timeframe.FloorToOpen(nowMs);
        var missing = leastLeft.TotalMilliseconds - (boundary + step - nowMs);
        var origin = missing > 0 ? boundary + ((long)Math.Ceiling(missing / step) * step) : boundary;
        return new CandleShift(origin - step - lastClosedOpenMs, origin);
    }
}
