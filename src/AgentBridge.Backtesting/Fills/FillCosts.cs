namespace AgentBridge.Backtesting;

/// <summary>What realistic fills cost, in the quote currency, and what they left out.</summary>
/// <param name="Slippage">What all fills together were worse than the price at which they were made: fixed slippage, spread and price impact.</param>
/// <param name="SlippageRatio">That as a fraction of the value of the fills; 0 without any.</param>
/// <param name="TakerFees">The fees of market orders, and of closing at the end.</param>
/// <param name="MakerFees">The fees of targets that rested.</param>
/// <param name="Funding">What the open trades paid; below 0 where they received.</param>
/// <param name="PartlyFilled">Entries of which the volume took only a part; the rest of the order was cancelled.</param>
/// <param name="NotFilled">Entries that found no volume, or had not arrived when the candles ended.</param>
/// <param name="SplitExits">Trades whose exit took more than one candle.</param>
public sealed record FillCosts(double Slippage, double SlippageRatio, double TakerFees, double MakerFees, double Funding, int PartlyFilled, int NotFilled, int SplitExits);
