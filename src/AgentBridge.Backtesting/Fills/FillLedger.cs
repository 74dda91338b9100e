namespace AgentBridge.Backtesting;

/// <summary>The wallet of a run, its fills, and what they cost.</summary>
/// <param name="wallet">The wallet at the start.</param>
/// <param name="takerFee">The fee of market orders, as a fraction.</param>
/// <param name="makerFee">The fee of orders that rest, as a fraction.</param>
internal sealed class FillLedger(double wallet, double takerFee, double makerFee)
{
    private const long FundingMs = 8 * 3_600_000;

    private readonly List<BacktestFill> _fills = [];
    private double _slippage;
    private double _value;
    private double _takerFees;
    private double _makerFees;
    private double _funding;
    private int _splitExits;

    public IReadOnlyList<BacktestFill> Fills => _fills;

    /// <summary>The trades that are open, in the order of opening.</summary>
    public List<RealisticTrade> Open { get; } = [];

    /// <summary>The wallet at the start, and the profits of closed trades.</summary>
    public double Total { get; private set; } = wallet;

    /// <summary>What is left to buy with: entry fees are paid.</summary>
    public double Cash
    {
        get
        {
            var cash = Total;
            foreach (var trade in Open)
            {
                cash -= trade.Paid - trade.Received + trade.Funding;
            }

            return cash;
        }
    }

    /// <summary>Takes the fill of an entry.</summary>
    public void Buy(RealisticTrade trade, double reference)
    {
        Add(new(trade.Pair, trade.Signal, trade.EntryMs, true, reference, trade.OpenRate, trade.Amount, trade.Amount * trade.OpenRate * takerFee, false));
        trade.Used = (trade.EntryMs, trade.Amount);
        Open.Add(trade);
    }

    /// <summary>Takes the fill of an exit, or of a part of one.</summary>
    public void Sell(RealisticTrade trade, long timeMs, double amount, double reference, double price, bool isMaker)
    {
        Receive(trade, amount, price, isMaker);
        Add(new(trade.Pair, trade.Signal, timeMs, false, reference, price, amount, amount * price * (isMaker ? makerFee : takerFee), isMaker));
        trade.Used = (timeMs, trade.Used.TimeMs == timeMs ? trade.Used.Amount + amount : amount);
    }

    /// <summary>Takes what is left at the last price, because there are no more candles.</summary>
    public void ForceOut(RealisticTrade trade, double price)
    {
        _takerFees += trade.Left * price * takerFee;
        Receive(trade, trade.Left, price, isMaker: false);
    }

    /// <summary>Pays the funding that is due up to the open of a candle.</summary>
    public void Fund(RealisticTrade trade, long timeMs, double open, double rate)
    {
        var due = (timeMs / FundingMs) - (trade.FundedMs / FundingMs);
        if (due > 0)
        {
            var paid = due * rate * trade.Left * open;
            trade.Funding += paid;
            _funding += paid;
            trade.FundedMs = timeMs;
        }
    }

    /// <summary>Closes a trade of which nothing is left.</summary>
    public BacktestTrade Close(RealisticTrade trade, long timeMs)
    {
        _ = Open.Remove(trade);
        var profit = EightDecimals.Round(trade.Received - trade.Paid - trade.Funding);
        Total += profit;
        _splitExits += trade.PartialValue > 0 ? 1 : 0;
        return new(
            trade.Pair,
            trade.Signal,
            trade.EntryMs,
            timeMs,
            trade.OpenRate,
            trade.LastRate,
            trade.Reason,
            profit / trade.Paid,
            trade.LastAmount,
            EightDecimals.Round(trade.Amount * trade.OpenRate),
            profit,
            trade.MaxRate,
            trade.MinRate,
            Schema.SignalSide.Long)
        {
            EntryAmount = trade.Amount,
            PartialValue = trade.PartialValue,
        };
    }

    public FillCosts Costs(int partlyFilled, int notFilled) =>
        new(_slippage, _value > 0 ? _slippage / _value : 0, _takerFees, _makerFees, _funding, partlyFilled, notFilled, _splitExits);

    private void Add(in BacktestFill fill)
    {
        _fills.Add(fill);
        _slippage += fill.Slippage;
        _value += fill.Amount * fill.Reference;
        _makerFees += fill.IsMaker ? fill.Fee : 0;
        _takerFees += fill.IsMaker ? 0 : fill.Fee;
    }

    private void Receive(RealisticTrade trade, double amount, double price, bool isMaker)
    {
        trade.PartialValue += trade.LastAmount * trade.LastRate;
        trade.Received += amount * price * (1 - (isMaker ? makerFee : takerFee));
        (trade.LastAmount, trade.LastRate) = (amount, price);
    }
}
