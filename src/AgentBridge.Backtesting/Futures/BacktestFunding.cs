namespace AgentBridge.Backtesting;

/// <summary>A payment between the longs and the shorts of a perpetual future.</summary>
/// <param name="TimeMs">When it is due, in Unix milliseconds.</param>
/// <param name="Rate">The share of a position's value that longs pay to shorts; where it is negative, shorts pay.</param>
/// <param name="MarkPrice">The mark price at that time, which values the position; &gt; 0.</param>
public readonly record struct BacktestFunding(long TimeMs, double Rate, double MarkPrice);
