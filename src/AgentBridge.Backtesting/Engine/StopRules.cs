namespace AgentBridge.Backtesting;

/// <summary>How a strategy in Freqtrade sets a stop: as a distance from a price, from which Freqtrade computes the stop.</summary>
internal static class StopRules
{
    // A stop that is recomputed from a ratio must not be rounded by a tick towards the price.
    private const double Below = 1 - 1e-12;
    private const double Above = 1 + 1e-12;

    // The stop of a strategy whose own rule sets none: that of a short trade can't be further away.
    private const double Farthest = 0.99;

    /// <summary>The distance of a stop from a price, as a fraction of the price, from 0 to 1.</summary>
    public static double RatioOf(double stop, double price, bool isShort)
    {
        if (!isShort)
        {
            return Math.Max(Math.Min(1 - (stop * Below / price), 1), 0);
        }

        var ratio = -(1 - (stop * Above / price));
        return ratio < 1 ? Math.Max(ratio, 0) : Farthest;
    }

    /// <summary>The stop at a distance from a price, rounded to the tick towards the price.</summary>
    public static double At(double price, double ratio, bool isShort, in Tick tick, BacktestRules rules) => isShort
        ? StepRounding.Down(price * (1 + ratio), tick, rules.RoundsEveryPrice)
        : StepRounding.Up(price * (1 - ratio), tick, rules.RoundsEveryPrice);

    /// <summary>Whether a stop is nearer to the price than another.</summary>
    public static bool IsTighter(double stop, double other, bool isShort) => isShort ? stop < other : stop > other;
}
