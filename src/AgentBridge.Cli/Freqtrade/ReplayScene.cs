using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>How the trade of a scene ends.</summary>
internal enum SceneEnd
{
    /// <summary>Not within the candles that are played.</summary>
    None = 0,

    /// <summary>At the first target.</summary>
    Tp1 = 1,

    /// <summary>At the stop.</summary>
    Stop = 2,
}

/// <summary>
/// The moment of a recording that a dry-run plays: a candle that triggers an approved signal whose trade ends within a few
/// candles, with its next open between stop and TP1.
/// </summary>
/// <param name="Signal">The recorded signal.</param>
/// <param name="LastClosedOpenMs">The open of the candle that decides it, as recorded.</param>
/// <param name="End">How the recorded prices end it.</param>
internal sealed record ReplayScene(TradingSignal Signal, long LastClosedOpenMs, SceneEnd End)
{
    /// <summary>So many candles can be played before a newcomer loses patience.</summary>
    public const int LongestTrade = 3;

    /// <summary>The first such moment with at least a full window of candles before it; <see langword="null"/> if there is none.</summary>
    /// <param name="candles">The recording.</param>
    /// <param name="generator">What decides.</param>
    /// <param name="risk">The gate's settings.</param>
    /// <param name="wanted">The end to look for; <see cref="SceneEnd.None"/> takes either.</param>
    public static ReplayScene? Find(CandleSeries candles, BreakoutGenerator generator, RiskOptions risk, SceneEnd wanted)
    {
        ReplayScene? found = null;
        _ = SignalHistory.RunGated(candles, generator, risk, approved =>
        {
            var openMs = approved.Signal.Timestamp.ToUnixTimeMilliseconds() - candles.Timeframe.Milliseconds;
            var index = candles.OpenTimes.BinarySearch(openMs);
            if (found is not null || index < RunCycleSettings.CandleLimit)
            {
                return;
            }

            var end = EndOf(candles, index, approved.Signal);
            if (end != SceneEnd.None && (wanted == SceneEnd.None || end == wanted))
            {
                found = new ReplayScene(approved.Signal, openMs, end);
            }
        });
        return found;
    }

    private static SceneEnd EndOf(CandleSeries candles, int index, TradingSignal signal)
    {
        var (stop, target) = (signal.Risk.InitialStop, signal.Risk.TakeProfits.First.Price);
        if (index + LongestTrade >= candles.Count || !(candles.Opens[index + 1] > stop && candles.Opens[index + 1] < target))
        {
            return SceneEnd.None;
        }

        // The prices are played in this order: open, low, high, close.
        for (var i = index + 1; i <= index + LongestTrade; i++)
        {
            if (candles.Opens[i] >= target)
            {
                return SceneEnd.Tp1;
            }

            if (candles.Lows[i] <= stop)
            {
                return SceneEnd.Stop;
            }

            if (candles.Highs[i] >= target)
            {
                return SceneEnd.Tp1;
            }
        }

        return SceneEnd.None;
    }
}
