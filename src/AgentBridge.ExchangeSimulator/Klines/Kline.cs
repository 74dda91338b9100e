using AgentBridge.Market;

namespace AgentBridge.ExchangeSimulator;

/// <summary>The current state of a candle of any interval. Times are wall-clock times.</summary>
/// <param name="Candle">Open time, prices, volume.</param>
/// <param name="CloseTimeMs">The last millisecond that belongs to it.</param>
/// <param name="Trades">The number of trades that it represents.</param>
/// <param name="IsClosed">Whether it is over.</param>
internal readonly record struct Kline(Candle Candle, long CloseTimeMs, int Trades, bool IsClosed)
{
    /// <summary>Volume in the quote currency, at the mean of the four prices (candles do not record it).</summary>
    public double QuoteVolume => Candle.Volume * ((Candle.Open + Candle.High + Candle.Low + Candle.Close) / 4);
}
