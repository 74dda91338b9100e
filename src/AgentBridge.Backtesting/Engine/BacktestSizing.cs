namespace AgentBridge.Backtesting;

/// <summary>Where the stake of a trade comes from.</summary>
public enum BacktestSizing
{
    /// <summary>Not set; refused.</summary>
    Unspecified = 0,

    /// <summary>The signal's share of the wallet's total, as the strategy in Freqtrade does it.</summary>
    Capital = 1,

    /// <summary>The configured stake, as a strategy without a rule of its own does it.</summary>
    Stake = 2,
}
