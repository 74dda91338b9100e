using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>
/// The moment of a recording that a dry-run plays: a candle that triggers an approved signal whose trade ends within a few
/// candles, with its next open between stop and TP1.
/// </summary>
/// <param name="Signal">The recorded signal.</param>
/// <param name="LastClosedOpenMs">The open of the candle that decides it, as recorded.</param>
internal sealed record ReplayScene(TradingSignal Signal, long LastClosedOpenMs)
{
    // So many candles can be played before a newcomer loses patience.
    private const int LongestTrade = 3;

    /// <summary>The first such moment with at least a full window of candles before it; <see langword="null"/> if there is none.</summary>
    public static ReplayScene? Find(CandleSeries candles, BreakoutGenerator generator, RiskOptions risk)
    {
        ReplayScene? found = null;
        _ = SignalHistory.RunGated(candles, generator, risk, approved =>
        {
            var openMs = approved.Signal.Timestamp.ToUnixTimeMilliseconds() - candles.Timeframe.Milliseconds;
            var index = candles.OpenTimes.BinarySearch(openMs);
            if (found is null && index >= RunCycleSettings.CandleLimit && EndsSoon(candles, index, approved.Signal))
            {
                found = new ReplayScene(approved.Signal, openMs);
            }
        });
        return found;
    }

    private static bool EndsSoon(CandleSeries candles, int index, TradingSignal signal)
    {
        var (stop, target) = (signal.Risk.InitialStop, signal.Risk.TakeProfits.First.Price);
        if (index + LongestTrade >= candles.Count || !(candles.Opens[index + 1] > stop && candles.Opens[index + 1] < target))
        {
            return false;
        }

        for (var i = index + 1; i <= index + LongestTrade; i++)
        {
            if (candles.Lows[i] <= stop || candles.Highs[i] >= target)
            {
                return true;
            }
        }

        return false;
    }
}
