using System.Runtime.InteropServices;
using AgentBridge.Market;
using AgentBridge.Risk;

namespace AgentBridge.Engine;

/// <summary>
/// Keeps one <see cref="MarketTracker"/> across cycles: each cycle feeds only the candles that are new. Where the window does
/// not continue the last one (a restart, a hole, a history that changed or reaches further back), it starts over from the
/// window's first candle.
/// </summary>
internal sealed class MarketFeed(int atrPeriod)
{
    private MarketTracker _tracker;
    private CandleSeries? _last;
    private long _firstOpenMs;

    public MarketState Advance(CandleSeries candles)
    {
        var next = FirstNew(candles);
        if (next == 0)
        {
            _tracker = new MarketTracker(candles.Timeframe, atrPeriod);
            _firstOpenMs = candles.Count > 0 ? candles.OpenTimes[0] : long.MaxValue;
        }

        for (var i = next; i < candles.Count; i++)
        {
            _tracker.Update(candles[i]);
        }

        _last = candles;
        return candles.Count > 0 ? _tracker.State : default;
    }

    /// <summary>The index of the first candle that was not fed; 0 where the window does not continue what was.</summary>
    private int FirstNew(CandleSeries candles)
    {
        if (_last is not { Count: > 0 } last || candles.Count == 0 || candles.OpenTimes[0] < _firstOpenMs)
        {
            return 0;
        }

        var newest = candles.OpenTimes.BinarySearch(last.OpenTimes[^1]);
        if (newest < 0)
        {
            return 0;
        }

        // What both windows hold must be the same to the bit, or the ATR would speak of a history that is no more.
        var shared = Math.Min(newest + 1, last.Count);
        return Same(last.Last(shared), candles.Prefix(newest + 1).Last(shared)) ? newest + 1 : 0;
    }

    private static bool Same(CandleSeries left, CandleSeries right) =>
        left.OpenTimes.SequenceEqual(right.OpenTimes)
        && Same(left.Opens, right.Opens)
        && Same(left.Highs, right.Highs)
        && Same(left.Lows, right.Lows)
        && Same(left.Closes, right.Closes)
        && Same(left.Volumes, right.Volumes);

    private static bool Same(ReadOnlySpan<double> left, ReadOnlySpan<double> right) =>
        MemoryMarshal.Cast<double, long>(left).SequenceEqual(MemoryMarshal.Cast<double, long>(right));
}
