using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>The prices and amounts at which orders fill: the one place that knows the parameters.</summary>
/// <param name="options">The parameters, within their ranges.</param>
internal sealed class FillPrices(FillOptions options)
{
    private readonly double _worse = options.Slippage + (options.Spread / 2);

    /// <summary>Whether the distance from a price to the stop is less than the least part of R.</summary>
    /// <param name="price">The price of the fill, without slippage.</param>
    /// <param name="entry">The signal's entry price.</param>
    /// <param name="stop">The price at which the trade is closed with a loss.</param>
    public bool IsStopTooClose(double price, double entry, double stop) => price - stop < options.MinRLeft * (entry - stop);

    /// <summary>The largest amount that fills may take of a candle.</summary>
    /// <param name="volume">The candle's volume, in the base currency.</param>
    public double MostOf(double volume) => options.VolumeLimit > 0 ? options.VolumeLimit * volume : double.PositiveInfinity;

    /// <summary>The price of a market order that buys: worse than a price, and one of the market's again, rounded against us.</summary>
    /// <param name="price">The price without slippage.</param>
    /// <param name="share">The order's share of the candle's volume; used with a price impact only.</param>
    /// <param name="step">The grid of the market's prices; where it is unknown, prices have 12 digits.</param>
    public double Bought(double price, double share, PriceStep step) => WorseBy(share) is > 0 and var worse && IsPrice(price) ? step.Up(price * (1 + worse)) : price;

    /// <summary>The price of a market order that sells, as <see cref="Bought"/>.</summary>
    public double Sold(double price, double share, PriceStep step) => WorseBy(share) is > 0 and var worse && IsPrice(price) ? step.Down(price * (1 - worse)) : price;

    private static bool IsPrice(double price) => price > 0 && double.IsFinite(price);

    private double WorseBy(double share) => options.PriceImpact > 0 ? _worse + (options.PriceImpact * share * share) : _worse;
}
