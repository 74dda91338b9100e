using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>A signal of a backtest: only what an order needs.</summary>
/// <param name="DecisionId">The decision's id.</param>
/// <param name="RowMs">The open of the candle that marks it, in Unix milliseconds; the trade opens with the candle after.</param>
/// <param name="Stop">The price at which the whole trade is closed with a loss.</param>
/// <param name="Tp1">The first target.</param>
/// <param name="Cap">The largest share of the wallet's total that the trade may use; 0 &lt; share ≤ 1.</param>
public readonly record struct BacktestSignal(Guid DecisionId, long RowMs, double Stop, double Tp1, double Cap)
{
    /// <summary>The price that its R is measured from; realistic fills compare it with <see cref="FillOptions.MinRLeft"/>.</summary>
    /// <value>&gt; 0; 0, the default, for unknown: nothing is compared.</value>
    public double Entry { get; init; }

    /// <summary>The side of the trade.</summary>
    /// <value>Long by default; short on futures only, with the stop above the entry and the targets below it.</value>
    public SignalSide Side { get; init; } = SignalSide.Long;

    /// <summary>The second target; used with <see cref="BacktestOptions.PartialExits"/> only.</summary>
    /// <value>Beyond the first target; it by default.</value>
    public double Tp2 { get; init; } = Tp1;

    /// <summary>The share of the trade that is closed at the first target; used with <see cref="BacktestOptions.PartialExits"/> only.</summary>
    /// <value>0 &lt; share ≤ 1; 1 by default.</value>
    public double Tp1Share { get; init; } = 1;

    /// <summary>
    /// The long signals that mark a candle, the oldest first: of several on one candle the newest, and of equally new ones that with the
    /// lowest id, as the strategy in Freqtrade does it.
    /// </summary>
    /// <param name="signals">Signals of one pair, in any order.</param>
    /// <param name="timeframe">The length of the candles that are traded.</param>
    public static BacktestSignal[] RowsOf(IEnumerable<TradingSignal> signals, Timeframe timeframe)
    {
        ArgumentNullException.ThrowIfNull(signals);
        return Rows(signals.Where(signal => signal.Side == SignalSide.Long), timeframe);
    }

    /// <summary>As <see cref="RowsOf"/>, of both sides, as futures are traded: one signal per candle, whichever its side.</summary>
    /// <param name="signals">Signals of one pair, in any order.</param>
    /// <param name="timeframe">The length of the candles that are traded.</param>
    public static BacktestSignal[] RowsOfBothSides(IEnumerable<TradingSignal> signals, Timeframe timeframe)
    {
        ArgumentNullException.ThrowIfNull(signals);
        return Rows(signals, timeframe);
    }

    private static BacktestSignal[] Rows(IEnumerable<TradingSignal> signals, Timeframe timeframe)
    {
        var rows = new SortedDictionary<long, TradingSignal>();
        foreach (var signal in signals)
        {
            var row = RowOf(signal.Timestamp.ToUnixTimeMilliseconds(), timeframe);
            if (!rows.TryGetValue(row, out var other) || Precedes(signal, other))
            {
                rows[row] = signal;
            }
        }

        return [.. rows.Select(row => Of(row.Value, row.Key))];
    }

    private static BacktestSignal Of(TradingSignal signal, long rowMs)
    {
        var (risk, targets) = (signal.Risk, signal.Risk.TakeProfits);
        return new(signal.DecisionId, rowMs, risk.InitialStop, targets.First.Price, risk.MaxCapitalPct) { Side = signal.Side, Entry = signal.Entry.Price, Tp2 = targets.Second.Price, Tp1Share = targets.First.SizePct };
    }

    /// <summary>The candle that closes at a time, or first after it.</summary>
    private static long RowOf(long timestampMs, Timeframe timeframe)
    {
        var floor = timeframe.FloorToOpen(timestampMs);
        return floor == timestampMs ? floor - timeframe.Milliseconds : floor;
    }

    private static bool Precedes(TradingSignal signal, TradingSignal other) =>
        signal.Timestamp > other.Timestamp
        || (signal.Timestamp == other.Timestamp && string.CompareOrdinal(signal.DecisionId.ToString(), other.DecisionId.ToString()) < 0);
}
