using System.Collections.Immutable;

namespace AgentBridge.Backtesting;

/// <summary>The result of a backtest.</summary>
/// <param name="Trades">The closed trades in the order in which they closed.</param>
/// <param name="Counts">What became of the signals.</param>
/// <param name="FirstMs">The open of the first candle that could trade, in Unix milliseconds.</param>
/// <param name="LastMs">The open of the last candle.</param>
/// <param name="Equity">The wallet's total at the open of each candle from <paramref name="FirstMs"/> to <paramref name="LastMs"/>, both included, open trades valued at that open without fees.</param>
/// <param name="FinalBalance">The wallet's total at the end.</param>
public sealed record BacktestResult(IReadOnlyList<BacktestTrade> Trades, BacktestCounts Counts, long FirstMs, long LastMs, ImmutableArray<double> Equity, double FinalBalance)
{
    /// <summary>Every fill in the order of time, under realistic fills; a trade closed because the candles ended has none for that.</summary>
    /// <value>Empty by the rules of Freqtrade.</value>
    public IReadOnlyList<BacktestFill> Fills { get; init; } = [];

    /// <summary>What the fills cost, under realistic fills.</summary>
    /// <value><see langword="null"/> by the rules of Freqtrade.</value>
    public FillCosts? Costs { get; init; }

    /// <summary>Of futures, the totals without open profits: each from a candle on, by its index, which holds until the next.</summary>
    internal IReadOnlyList<(int Candle, double Total)>? Balances { get; init; }
}
