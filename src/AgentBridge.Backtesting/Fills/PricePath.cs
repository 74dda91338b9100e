namespace AgentBridge.Backtesting;

/// <summary>The order in which the prices within a candle are assumed to have come; it decides what a candle that reaches both levels does.</summary>
public enum PricePath
{
    /// <summary>Not set; the same as <see cref="StopFirst"/>.</summary>
    Unspecified = 0,

    /// <summary>Unknown: the worst is assumed, so the stop comes first.</summary>
    StopFirst = 1,

    /// <summary>Open, low, high, close: an open at or above the target ends the trade there.</summary>
    OpenLowHighClose = 2,
}
