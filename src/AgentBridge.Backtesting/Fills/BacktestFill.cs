namespace AgentBridge.Backtesting;

/// <summary>A fill of an order in a candle, under realistic fills.</summary>
/// <param name="Pair">The index of its pair in the run's list.</param>
/// <param name="Signal">The index of its signal among those of the pair.</param>
/// <param name="TimeMs">The open of the candle in which it was filled (of the lower timeframe, where there is one), in Unix milliseconds.</param>
/// <param name="IsEntry">Whether it bought; otherwise it sold.</param>
/// <param name="Reference">The price without slippage: the open, the stop or the target.</param>
/// <param name="Price">The price of the fill.</param>
/// <param name="Amount">The amount in the base currency.</param>
/// <param name="Fee">The fee in the quote currency.</param>
/// <param name="IsMaker">Whether the order rested, and so paid the maker's fee.</param>
public readonly record struct BacktestFill(int Pair, int Signal, long TimeMs, bool IsEntry, double Reference, double Price, double Amount, double Fee, bool IsMaker)
{
    /// <summary>What the slippage cost, in the quote currency.</summary>
    /// <value>≥ 0.</value>
    public double Slippage => Amount * Math.Abs(Price - Reference);
}
