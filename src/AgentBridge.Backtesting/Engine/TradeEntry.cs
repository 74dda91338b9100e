namespace AgentBridge.Backtesting;

/// <summary>Opens trades: size, entry price, stop.</summary>
internal sealed class TradeEntry(BacktestRules rules, BacktestOptions options, BacktestSizing sizing, BacktestWallet wallet, Decimals fee)
{
    // As the strategy in Freqtrade does it: a stop that is recomputed from a ratio must not be rounded up by a tick.
    private const double Below = 1 - 1e-12;

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

        if (!(signal.Stop < price && price < signal.Tp1))
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

        var (least, most, available) = (StakeRules.Least(market, price), StakeRules.Most(market, price), wallet.Available);
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

        var ratio = Math.Max(Math.Min(1 - (signal.Stop * Below / price), 1), 0);
        var stop = StepRounding.Up(price * (1 - ratio), tick, rules.RoundsEveryPrice);
        var again = openRate == price ? stop : StepRounding.Up(openRate * (1 - ratio), tick, rules.RoundsEveryPrice);
        return new OpenTrade
        {
            Pair = pair.Index,
            Signal = signalIndex,
            EntryMs = timeMs,
            OpenRate = openRate,
            Amount = exact,
            AmountValue = amount,
            OpenValue = Decimals.Value(exact, cut, fee, isPaid: true),
            Cost = rate.Places > 18 ? Decimals.Value(exact, rate, fee, isPaid: true) : double.NaN,
            Stake = Decimals.Product(exact, rate),
            Stop = Math.Max(stop, again),
            StopRatio = ratio,
            IsTrailing = again > stop,
            Target = signal.Tp1,
            Tick = tick,
            MaxRate = openRate,
            MinRate = openRate,
        };
    }
}
