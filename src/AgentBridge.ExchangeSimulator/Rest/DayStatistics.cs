namespace AgentBridge.ExchangeSimulator;

/// <summary>Statistics of a market over the 24 hours up to an instant: all candles that opened in them, including the running one.</summary>
internal sealed record DayStatistics(
    MarketTape Tape, long OpenTimeMs, long CloseTimeMs, double Open, double High, double Low, double Last, double PreviousClose,
    double Volume, double QuoteVolume, long FirstId, long LastId)
{
    private const long DayMs = 86_400_000;

    public long Count => LastId - FirstId + 1;

    public static DayStatistics Of(MarketTape tape, long nowMs)
    {
        var count = tape.Count(nowMs);
        var first = Math.Min(tape.FirstAtOrAfter(nowMs - DayMs), Math.Max(0, count - 1));
        var (open, high, low, volume, quote) = (tape.At(first, nowMs).Open, 0.0, double.PositiveInfinity, 0.0, 0.0);
        for (var i = first; i < count; i++)
        {
            var candle = tape.At(i, nowMs);
            (high, low, volume) = (Math.Max(high, candle.High), Math.Min(low, candle.Low), volume + candle.Volume);
            quote += new Kline(candle, 0, 0, false).QuoteVolume;
        }

        var last = tape.Prices.PriceAt(nowMs);
        return new DayStatistics(
            tape, nowMs - DayMs, nowMs, open, Math.Max(high, last), Math.Min(low, last), last,
            first > 0 ? tape.At(first - 1, nowMs).Close : open,
            volume, quote, tape.Trades.FirstAtOrAfter(tape.OpenAt(first), nowMs), tape.Trades.Count(nowMs) - 1);
    }
}
