using AgentBridge.Market;

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
            trade.CheckedMs = timeMs;
            trade.MaxRate = Math.Max(high, trade.MaxRate);
            trade.MinRate = Math.Min(low, trade.MinRate);

            // If a candle touches both, the stop comes first.
            var isTarget = trade.IsShort ? trade.MaxRate < trade.Stop && trade.MinRate <= trade.Target : trade.MinRate > trade.Stop && trade.MaxRate >= trade.Target;
            if (isTarget)
            {
                Place(trade, TargetRate(trade, open, high, low), trade.TargetReason, timeMs);
            }
            else if (trade.IsShort ? trade.Stop <= high : trade.Stop >= low)
            {
                Place(trade, StopRate(trade, open, high, low, timeMs), trade.IsTrailing ? BacktestExitReason.TrailingStopLoss : BacktestExitReason.StopLoss, timeMs);
            }
            else if (trade.IsShort ? trade.Liquidation <= high : trade.Liquidation >= low)
            {
                Place(trade, IsPassed(trade, trade.Liquidation, high, low) ? open : trade.Liquidation, BacktestExitReason.Liquidation, timeMs);
            }
        }

        return trade.IsExiting && low <= trade.ExitRate && trade.ExitRate <= high;
    }

    /// <summary>Closes a trade at the open of its pair's last candle. False: its order can't be filled there, and the trade stays open.</summary>
    public bool ForceOut(OpenTrade trade, CandleSeries candles)
    {
        var open = candles.Opens[^1];
        if (!trade.IsExiting || rules.RestingExitIsReviewed)
        {
            trade.CheckedMs = Math.Max(trade.CheckedMs, candles.OpenTimes[^1]);
        }

        Place(trade, open, BacktestExitReason.ForceExit, candles.OpenTimes[^1]);
        return !rules.RoundsEveryPrice || (candles.Lows[^1] <= trade.ExitRate && trade.ExitRate <= candles.Highs[^1]);
    }

    /// <summary>The closed trade, after its exit order was filled.</summary>
    /// <param name="trade">The trade, whose exit rate is set.</param>
    /// <param name="timeMs">The open of the candle of the fill.</param>
    /// <param name="funding">The funding that it received since its last fill; 0 for spot.</param>
    public BacktestTrade Close(OpenTrade trade, long timeMs, double funding)
    {
        var closeValue = Decimals.Value(trade.Amount, Decimals.Of(trade.ExitRate, trade.Tick.Places), fee, isPaid: trade.IsShort);
        var total = trade.Funding + funding;
        var profit = trade.Realized + EightDecimals.Round(trade.ProfitOf(trade.OpenValue, closeValue, rules.HasNewFutures ? funding : total));
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
            trade.Side)
        {
            EntryAmount = EightDecimals.Round(trade.EntryAmount),
            PartialValue = trade.PartialValue,
            FundingFees = total,
            LiquidationPrice = double.IsFinite(trade.Liquidation) ? trade.Liquidation : 0,
        };
    }

    private bool IsTimedOut(long ageMs) => rules.TimeoutIncludesItsEnd ? ageMs >= _timeoutMs : ageMs > _timeoutMs;

    private double TargetRate(OpenTrade trade, double open, double high, double low)
    {
        var rate = trade.IsShort ? Math.Min(trade.Target, open) : Math.Max(trade.Target, open);
        rate = rate == open || rules.RoundsEveryPrice ? rate : Decimals.Of(rate, trade.Tick.Places).Nearest(trade.Tick);
        return trade.IsShort ? Math.Min(rate, high) : Math.Max(rate, low);
    }

    /// <summary>Whether all prices of a candle are beyond a level.</summary>
    private static bool IsPassed(OpenTrade trade, double level, double high, double low) => trade.IsShort ? level < low : level > high;

    private static double StopRate(OpenTrade trade, double open, double high, double low, long timeMs)
    {
        if (IsPassed(trade, trade.Stop, high, low))
        {
            return open;
        }

        // A stop that was moved in the entry candle counts as reached at its distance from the open.
        return !trade.IsTrailing || timeMs != trade.EntryMs ? trade.Stop
            : trade.IsShort ? Math.Min(high, open * (1 + trade.StopRatio))
            : Math.Max(low, open * (1 - trade.StopRatio));
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
