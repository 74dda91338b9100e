using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>A closed trade of a backtest, in the fields of Freqtrade's results.</summary>
/// <param name="Pair">The index of its pair in the run's list.</param>
/// <param name="Signal">The index of its signal among those of the pair.</param>
/// <param name="OpenTimeMs">The open of the candle in which it was entered, in Unix milliseconds.</param>
/// <param name="CloseTimeMs">The open of the candle in which it was closed, in Unix milliseconds.</param>
/// <param name="OpenRate">The entry price.</param>
/// <param name="CloseRate">The exit price.</param>
/// <param name="ExitReason">Why it ended.</param>
/// <param name="ProfitRatio">The profit after fees as a fraction of what the entry cost, with its fee.</param>
/// <param name="Amount">The amount in the base currency that was closed last.</param>
/// <param name="StakeAmount">The value of the entry in the quote currency, without the fee, rounded to eight decimals.</param>
/// <param name="ProfitAbs">The profit after fees in the quote currency, rounded to eight decimals.</param>
/// <param name="MaxRate">The highest price from the entry candle to the exit candle, both included.</param>
/// <param name="MinRate">The lowest price from the entry candle to the exit candle, both included.</param>
/// <param name="Side">Whether it was long or short.</param>
public readonly record struct BacktestTrade(
    int Pair,
    int Signal,
    long OpenTimeMs,
    long CloseTimeMs,
    double OpenRate,
    double CloseRate,
    BacktestExitReason ExitReason,
    double ProfitRatio,
    double Amount,
    double StakeAmount,
    double ProfitAbs,
    double MaxRate,
    double MinRate,
    SignalSide Side)
{
    /// <summary>The amount that was entered; more than <see cref="Amount"/> if a part was closed before.</summary>
    public double EntryAmount { get; init; } = Amount;

    /// <summary>The value of the part that was closed before, in the quote currency, without the fee.</summary>
    /// <value>≥ 0; 0 if the whole trade closed at once.</value>
    public double PartialValue { get; init; }

    /// <summary>The funding of a future that it received, in the quote currency; negative if it paid. It is part of the profit.</summary>
    /// <value>0 for spot.</value>
    public double FundingFees { get; init; }

    /// <summary>The price at which a future would be liquidated.</summary>
    /// <value>&gt; 0; 0 for spot, and where there is none.</value>
    public double LiquidationPrice { get; init; }
}
