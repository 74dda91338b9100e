using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>Opens trades at the open of a candle: size, price, and what the volume takes.</summary>
internal sealed class RealisticEntry(FillOptions fills, FillPrices prices, BacktestOptions options, BacktestSizing sizing, FillLedger ledger)
{
    /// <summary>How many entries the volume took only in part.</summary>
    public int PartlyFilled { get; private set; }

    public EntryOutcome TryOpen(PairState pair, int signalIndex, CandleSeries candles, int row, out RealisticTrade? trade)
    {
        trade = null;
        var signal = pair.Pair.Signals[signalIndex];
        var (timeMs, price, volume) = (candles.OpenTimes[row], candles.Opens[row], candles.Volumes[row]);

        // As on paper, only a long opens, whatever the levels of a short are.
        if (signal.Side != SignalSide.Long || !LevelTouch.IsBetween(price, signal.Stop, signal.Tp1))
        {
            return EntryOutcome.BeyondLevels;
        }

        var (stake, most) = (StakeOf(signal), prices.MostOf(volume));

        // The share of the amount without slippage: more slippage must not make the impact smaller.
        var rate = prices.Bought(price, Math.Min(stake / price, most) / volume, pair.Market.Tick);
        var wanted = StepRounding.Down(Math.Min(stake / rate, pair.Market.MaxAmount), pair.Step);
        if (!IsOrder(pair.Market, wanted, rate))
        {
            return most > 0 ? EntryOutcome.NoFunds : EntryOutcome.NotFilled;
        }

        if (signal.Entry > 0 && prices.IsStopTooClose(price, signal.Entry, signal.Stop))
        {
            return EntryOutcome.StopTooClose;
        }

        var amount = most < wanted ? StepRounding.Down(most, pair.Step) : wanted;
        if (!IsOrder(pair.Market, amount, rate))
        {
            return EntryOutcome.NotFilled;
        }

        PartlyFilled += amount < wanted ? 1 : 0;
        trade = new RealisticTrade
        {
            Pair = pair.Index,
            Signal = signalIndex,
            EntryMs = timeMs,
            OpenRate = rate,
            Amount = amount,
            Left = amount,
            Stop = signal.Stop,
            Target = signal.Tp1,
            ExitsFromMs = timeMs + fills.LatencyMs,
            Paid = amount * rate * (1 + options.Fee),
            FundedMs = timeMs,
            MaxRate = rate,
            MinRate = rate,
        };
        ledger.Buy(trade, price);
        return EntryOutcome.Opened;
    }

    private static bool IsOrder(BacktestMarket market, double amount, double rate) =>
        amount > 0 && double.IsFinite(amount) && amount >= market.MinAmount && amount * rate >= market.MinCost && amount * rate <= market.MaxCost;

    /// <summary>The value of an entry, without its fee; 0 where there is too little.</summary>
    private double StakeOf(in BacktestSignal signal)
    {
        var (cash, total) = (ledger.Cash, ledger.Total);
        if (cash < options.Stake)
        {
            return 0;
        }

        // The entry's fee must fit in as well.
        var wanted = sizing == BacktestSizing.Capital ? signal.Cap * total : options.Stake > 0 ? options.Stake : total / options.Slots;
        return Math.Max(0, Math.Min(wanted, cash / (1 + options.Fee)));
    }
}
