using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>Opens trades: size, entry price, stop.</summary>
internal sealed class TradeEntry(BacktestRules rules, BacktestOptions options, BacktestSizing sizing, BacktestWallet wallet, Decimals fee)
{
    /// <summary>Opens a trade at a price, if the wallet and the levels allow it.</summary>
    public EntryOutcome TryOpen(PairState pair, int signalIndex, long timeMs, double price, out OpenTrade? trade)
    {
        trade = null;
        var signal = pair.Pair.Signals[signalIndex];
        var stake = StakeAt(pair.Market, signal, price);
        if (!(stake > 0))
        {
            return EntryOutcome.NoFunds;
        }

        var amount = StepRounding.Down(stake / price, pair.Step);
        if (!(amount > 0))
        {
            return EntryOutcome.NoFunds;
        }

        var isBetween = signal.Side == SignalSide.Short ? LevelTouch.IsBetween(price, signal.Tp1, signal.Stop) : LevelTouch.IsBetween(price, signal.Stop, signal.Tp1);
        if (!isBetween)
        {
            return EntryOutcome.BeyondLevels;
        }

        trade = Open(pair, signalIndex, timeMs, price, amount);
        return EntryOutcome.Opened;
    }

    private double StakeAt(BacktestMarket market, in BacktestSignal signal, double price)
    {
        var stake = StakeRules.Configured(options, wallet);
        if (double.IsNaN(stake))
        {
            return 0;
        }

        var (least, most, available) = (StakeRules.Least(market, price), StakeRules.Most(market, price, rules), wallet.Available);
        if (sizing == BacktestSizing.Capital)
        {
            stake = Math.Min(signal.Cap * wallet.Total, Math.Min(available, most));
            if (!(stake > 0 && stake >= least))
            {
                return 0;
            }
        }

        stake = StakeRules.Limited(stake, least, most, available);
        return stake >= least ? stake : 0;
    }

    private OpenTrade Open(PairState pair, int signalIndex, long timeMs, double price, double amount)
    {
        var signal = pair.Pair.Signals[signalIndex];
        var tick = pair.TickAt(timeMs);
        var rate = Decimals.Of(price, tick.Places);
        var exact = Decimals.Of(amount, pair.Step.Places);
        var cut = rate.CutAt18();
        var openRate = rules.RoundsEveryPrice ? cut.Nearest(tick) : rate.Places > 18 ? cut.ToDouble() : price;

        var isShort = signal.Side == SignalSide.Short;
        var ratio = StopRules.RatioOf(signal.Stop, price, isShort);
        var stop = StopRules.At(price, ratio, isShort, tick, rules);
        var again = openRate == price ? stop : StopRules.At(openRate, ratio, isShort, tick, rules);
        var isTrailing = StopRules.IsTighter(again, stop, isShort);
        var value = Decimals.Value(exact, cut, fee, isPaid: !isShort);
        var stake = Decimals.Product(exact, rate);
        var liquidation = LiquidationRules.PriceOf(pair.Market, isShort, openRate, amount, stake, tick, rules);
        var isPartial = options.PartialExits && signal.Tp1Share < 1;
        return new OpenTrade
        {
            Pair = pair.Index,
            Signal = signalIndex,
            IsShort = isShort,
            Liquidation = liquidation,
            IsPlain = !isShort && liquidation <= stop,
            EntryMs = timeMs,
            FilledMs = timeMs,
            FilledAmount = amount,
            CheckedMs = timeMs,
            OpenRate = openRate,
            Amount = exact,
            AmountValue = amount,
            EntryRate = rate,
            EntryAmount = amount,
            OpenValue = value,
            Cost = rate.Places > 18 ? Decimals.Value(exact, rate, fee, isPaid: !isShort) : value,
            Stake = stake,
            Stop = isTrailing ? again : stop,
            PlannedStop = signal.Stop,
            StopRatio = ratio,
            IsTrailing = isTrailing,
            Target = isPartial ? signal.Tp2 : signal.Tp1,
            TargetReason = isPartial ? BacktestExitReason.Tp2 : BacktestExitReason.Tp1,
            PartialTarget = isPartial ? signal.Tp1 : OpenTrade.NoTargetOf(isShort),
            PartialShare = signal.Tp1Share,
            Tick = tick,
            MaxRate = openRate,
            MinRate = openRate,
        };
    }
}
