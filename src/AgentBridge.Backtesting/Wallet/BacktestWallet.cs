namespace AgentBridge.Backtesting;

/// <summary>The balance of the quote currency. Sums are taken in the order in which Freqtrade takes them, so that they are its numbers to the last bit.</summary>
internal sealed class BacktestWallet
{
    private readonly double _start;
    private double _profit;

    /// <summary>Creates a wallet without trades.</summary>
    /// <param name="start">The balance at the start.</param>
    public BacktestWallet(double start) => (_start, Free) = (start, start);

    /// <summary>What is not tied up in trades.</summary>
    public double Free { get; private set; }

    /// <summary>The stakes of the open trades.</summary>
    public double Tied { get; private set; }

    /// <summary>What new trades may use.</summary>
    public double Available => Math.Min(Total - Tied, Free);

    /// <summary>Free, and tied up in trades.</summary>
    public double Total => Tied + Free;

    /// <summary>Takes the profit of a trade that has closed.</summary>
    public void Close(double profit) => _profit += profit;

    /// <summary>Recomputes the balance after a trade opened or closed.</summary>
    /// <param name="open">The open trades, in the order of opening.</param>
    public void Update(List<OpenTrade> open)
    {
        var (tied, realized) = (0.0, 0.0);
        foreach (var trade in open)
        {
            tied += trade.Stake;
            realized += trade.Realized;
        }

        Tied = tied;
        Free = _start + (_profit + realized) - tied;
    }
}
