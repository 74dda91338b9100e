using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>The level of a long trade that a candle reaches, and the price at which it does.</summary>
/// <param name="Reason"><see cref="BacktestExitReason.StopLoss"/>, <see cref="BacktestExitReason.Tp1"/>, or <see cref="BacktestExitReason.Unspecified"/> for none.</param>
/// <param name="Price">The level, or the open where that is beyond it; without slippage. 0 for none.</param>
public readonly record struct LevelTouch(BacktestExitReason Reason, double Price)
{
    /// <summary>Whether a trade may open at a price: between its levels, neither included.</summary>
    /// <param name="price">The price of the fill, without slippage.</param>
    /// <param name="lower">The stop of a long trade; the first target of a short one.</param>
    /// <param name="upper">The first target of a long trade; the stop of a short one.</param>
    public static bool IsBetween(double price, double lower, double upper) => price > lower && price < upper;

    /// <summary>Which level a candle reaches.</summary>
    /// <param name="candle">A candle of the trade, that of its entry included.</param>
    /// <param name="stop">The price at which the trade is closed with a loss.</param>
    /// <param name="target">The price at which it is closed with a profit.</param>
    /// <param name="path">The order of the prices within the candle.</param>
    public static LevelTouch Of(in Candle candle, double stop, double target, PricePath path)
    {
        if (path == PricePath.OpenLowHighClose && candle.Open >= target)
        {
            return new(BacktestExitReason.Tp1, candle.Open);
        }

        if (candle.Low <= stop)
        {
            return new(BacktestExitReason.StopLoss, Math.Min(stop, candle.Open));
        }

        return candle.High >= target ? new(BacktestExitReason.Tp1, Math.Max(target, candle.Open)) : default;
    }
}
