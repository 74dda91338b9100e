using AgentBridge.Market;

namespace AgentBridge.ExchangeSimulator;

/// <summary>A candle of any interval as it is now. Times are wall times.</summary>
/// <param name="Candle">Open time, prices, volume.</param>
/// <param name="CloseTimeMs">The last millisecond that belongs to it.</param>
/// <param name="Trades">How many trades it stands for.</param>
/// <param name="IsClosed">Whether it is over.</param>
internal readonly record struct Kline(Candle Candle, long CloseTimeMs, int Trades, bool IsClosed)
{
    /// <summary>Volume in the quote currency, at the mean of the four prices (candles do not record it).</summary>
    public double QuoteVolume => Candle.Volume * ((Candle.Open + Candle.High + Candle.Low + Candle.Close) / 4);
}
