using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>Ends trades: stop and target of a candle, resting orders, the end of the data.</summary>
internal sealed class TradeExit(BacktestRules rules, BacktestOptions options, Decimals fee)
{
    private const long MinuteMs = 60_000;

    private readonly long _timeoutMs = options.ExitTimeoutMinutes * MinuteMs;

    /// <summary>Cancels a resting exit order whose time is over.</summary>
    public void Expire(OpenTrade trade, long timeMs)
    {
        if (trade.IsExiting && IsTimedOut(timeMs - trade.ExitOrderMs))
        {
            trade.IsExiting = false;
        }
    }

    /// <summary>Plays one candle of an open trade. True: its exit order was filled.</summary>
    public bool Play(OpenTrade trade, CandleSeries candles, int row)
    {
        var (timeMs, open, high, low) = (candles.OpenTimes[row], candles.Opens[row], candles.Highs[row], candles.Lows[row]);
        if (!trade.IsExiting || rules.RestingExitIsReviewed)
        {
            trade.MaxRate = Math.Max(high, trade.MaxRate);
            trade.MinRate = Math.Min(low, trade.MinRate);

            // If a candle touches both, the stop comes first.
            if (trade.MinRate > trade.Stop && trade.MaxRate >= trade.Target)
            {
                Place(trade, TargetRate(trade, open, low), trade.TargetReason, timeMs);
            }
            else if (trade.Stop >= low)
            {
                Place(trade, StopRate(trade, open, high, low, timeMs), trade.IsTrailing ? BacktestExitReason.TrailingStopLoss : BacktestExitReason.StopLoss, timeMs);
            }
        }

        return trade.IsExiting && low <= trade.ExitRate && trade.ExitRate <= high;
    }

    /// <summary>Closes a trade at the open of its pair's last candle. False: its order can't be filled there, and the trade stays open.</summary>
    public bool ForceOut(OpenTrade trade, CandleSeries candles)
    {
        var open = candles.Opens[^1];
        Place(trade, open, BacktestExitReason.ForceExit, candles.OpenTimes[^1]);
        return !rules.RoundsEveryPrice || (candles.Lows[^1] <= trade.ExitRate && trade.ExitRate <= candles.Highs[^1]);
    }

    /// <summary>The closed trade, after its exit order was filled.</summary>
    public BacktestTrade Close(OpenTrade trade, long timeMs)
    {
        var closeValue = Decimals.Value(trade.Amount, Decimals.Of(trade.ExitRate, trade.Tick.Places), fee, isPaid: false);
        var profit = trade.Realized + EightDecimals.Round(closeValue - trade.OpenValue);
        return new(
            trade.Pair,
            trade.Signal,
            trade.EntryMs,
            timeMs,
            trade.OpenRate,
            trade.ExitRate,
            trade.ExitReason,
            profit / trade.Cost,
            EightDecimals.Round(trade.AmountValue),
            EightDecimals.Round(trade.Stake),
            profit,
            trade.MaxRate,
            trade.MinRate,
            SignalSide.Long)
        {
            EntryAmount = EightDecimals.Round(trade.EntryAmount),
            PartialValue = trade.PartialValue,
        };
    }

    private bool IsTimedOut(long ageMs) => rules.TimeoutIncludesItsEnd ? ageMs >= _timeoutMs : ageMs > _timeoutMs;

    private double TargetRate(OpenTrade trade, double open, double low)
    {
        var rate = Math.Max(trade.Target, open);
        return Math.Max(rate == open || rules.RoundsEveryPrice ? rate : Decimals.Of(rate, trade.Tick.Places).Nearest(trade.Tick), low);
    }

    private static double StopRate(OpenTrade trade, double open, double high, double low, long timeMs)
    {
        if (trade.Stop > high)
        {
            return open;
        }

        // A stop that was raised in the entry candle counts as reached at its distance from the open.
        return trade.IsTrailing && timeMs == trade.EntryMs ? Math.Max(low, open * (1 - trade.StopRatio)) : trade.Stop;
    }

    private void Place(OpenTrade trade, double rate, BacktestExitReason reason, long timeMs)
    {
        trade.ExitReason = reason;
        if (rules.RoundsEveryPrice)
        {
            rate = Decimals.Of(rate, trade.Tick.Places).Nearest(trade.Tick);
        }

        if (trade.IsExiting && trade.ExitRate == rate && rules.RestingExitIsReviewed)
        {
            // The same order is kept, with its time.
            return;
        }

        (trade.IsExiting, trade.ExitRate, trade.ExitOrderMs) = (true, rate, timeMs);
    }
}
