namespace AgentBridge.Backtesting;

/// <summary>What the drawdown of <see cref="MaxDrawdown"/> is measured in.</summary>
public enum DrawdownBasis
{
    /// <summary>Not set; refused.</summary>
    Unspecified = 0,

    /// <summary>The fall of the sum of the trades' profit ratios.</summary>
    Ratios = 1,

    /// <summary>The fall of the wallet by closed trades, as a fraction of its high. Freqtrade 2024.2 has no such setting.</summary>
    Equity = 2,
}
