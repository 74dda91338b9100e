namespace AgentBridge.Backtesting;

/// <summary>How a strategy in Freqtrade sets a stop: as a distance from a price, from which Freqtrade computes the stop.</summary>
internal static class StopRules
{
    // A stop that is recomputed from a ratio must not be rounded up by a tick.
    private const double Below = 1 - 1e-12;

    /// <summary>The distance of a stop from a price, as a fraction of the price, from 0 to 1.</summary>
    public static double RatioOf(double stop, double price) => Math.Max(Math.Min(1 - (stop * Below / price), 1), 0);

    /// <summary>The stop at a distance from a price, rounded up to the tick.</summary>
    public static double At(double price, double ratio, in Tick tick, BacktestRules rules) => StepRounding.Up(price * (1 - ratio), tick, rules.RoundsEveryPrice);
}
