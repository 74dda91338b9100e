using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>Locks a pair whose trades together made less than a profit.</summary>
public sealed record LowProfitPairs : BacktestProtection
{
    /// <summary>From how many trades on the profit counts.</summary>
    /// <value>≥ 1; 1 by default.</value>
    public int TradeLimit { get; init; } = 1;

    /// <summary>The sum of the trades' profit ratios below which the pair is locked.</summary>
    /// <value>Finite; 0 by default.</value>
    public double RequiredProfit { get; init; }

    /// <summary>Whether only the trades of the side that just closed count, and only that side is locked. The number of trades is always that of both sides.</summary>
    public bool OnlyPerSide { get; init; }

    internal override string Method => nameof(LowProfitPairs);

    internal static LowProfitPairs Read(ProtectionSection section) => new()
    {
        TradeLimit = section.Whole("trade_limit", 1, 1),
        RequiredProfit = section.Number("required_profit", double.MinValue, 0),
        OnlyPerSide = section.Flag("only_per_side"),
    };

    internal override ProtectionDocument Describe(ProtectionDocument document) => document with { TradeLimit = TradeLimit, RequiredProfit = RequiredProfit, OnlyPerSide = OnlyPerSide };

    internal override ProtectionLock? StopPair(ClosedTrades closed, int pair, SignalSide side)
    {
        var trades = closed.Within(LookbackPeriod, pair);
        if (trades.Count < TradeLimit)
        {
            return null;
        }

        var profit = 0.0;
        foreach (var trade in trades)
        {
            profit += !OnlyPerSide || trade.Side == side ? trade.ProfitRatio : 0;
        }

        return profit < RequiredProfit ? LockFrom(trades, closed, OnlyPerSide ? side : null) : null;
    }
}
