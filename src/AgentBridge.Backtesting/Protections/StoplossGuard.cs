using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>Locks all pairs, or a pair, after several losses by a stop or a liquidation.</summary>
public sealed record StoplossGuard : BacktestProtection
{
    /// <summary>How many such losses lock.</summary>
    /// <value>≥ 1; 10 by default.</value>
    public int TradeLimit { get; init; } = 10;

    /// <summary>Whether losses are counted by pair only, and never lock all pairs.</summary>
    public bool OnlyPerPair { get; init; }

    /// <summary>Whether only the losses of the side that just closed count, and only that side is locked.</summary>
    public bool OnlyPerSide { get; init; }

    /// <summary>The profit ratio below which an exit by a stop counts.</summary>
    /// <value>Finite; 0 by default.</value>
    public double RequiredProfit { get; init; }

    internal override string Method => nameof(StoplossGuard);

    internal static StoplossGuard Read(ProtectionSection section) => new()
    {
        TradeLimit = section.Whole("trade_limit", 1, 10),
        OnlyPerPair = section.Flag("only_per_pair"),
        OnlyPerSide = section.Flag("only_per_side"),
        RequiredProfit = section.Number("required_profit", double.MinValue, 0),
    };

    internal override ProtectionDocument Describe(ProtectionDocument document) => document with { TradeLimit = TradeLimit, OnlyPerPair = OnlyPerPair, OnlyPerSide = OnlyPerSide, RequiredProfit = RequiredProfit };

    internal override ProtectionLock? StopPair(ClosedTrades closed, int pair, SignalSide side)
    {
        var trades = closed.Within(LookbackPeriod, pair);
        _ = trades.RemoveAll(trade => !Counts(trade, side));
        return trades.Count < TradeLimit ? null : LockFrom(trades, closed, OnlyPerSide ? side : null);
    }

    internal override ProtectionLock? StopAll(ClosedTrades closed, SignalSide side) => OnlyPerPair ? null : StopPair(closed, ClosedTrades.AllPairs, side);

    private bool Counts(in BacktestTrade trade, SignalSide side) =>
        trade.ExitReason is BacktestExitReason.StopLoss or BacktestExitReason.TrailingStopLoss or BacktestExitReason.Liquidation
        && trade.ProfitRatio != 0
        && trade.ProfitRatio < RequiredProfit
        && (!OnlyPerSide || trade.Side == side);
}
