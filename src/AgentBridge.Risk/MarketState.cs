namespace AgentBridge.Risk;

/// <summary>The facts about the candles that the gate needs, as of the newest closed one. The default value is denied.</summary>
/// <param name="Count">How many candles there are.</param>
/// <param name="CloseTimeMs">The close of the newest candle, in Unix milliseconds.</param>
/// <param name="TimeframeMs">The length of a candle, in milliseconds.</param>
/// <param name="FlatCandles">How many of the last <see cref="Window"/> candles are without a trade.</param>
/// <param name="InvalidCandles">How many of the last <see cref="Window"/> candles cannot exist.</param>
/// <param name="Atr">Wilder's ATR at the newest candle; NaN before its first value.</param>
public readonly record struct MarketState(int Count, long CloseTimeMs, long TimeframeMs, int FlatCandles, int InvalidCandles, double Atr)
{
    /// <summary>The number of newest candles that are checked for flat and impossible ones.</summary>
    public const int Window = 20;
}
