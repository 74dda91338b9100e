using AgentBridge.Market;

namespace AgentBridge.ExchangeSimulator;

/// <summary>Klines as Binance pages them: with a start the oldest from it, otherwise the newest, both ends included, by open time.</summary>
internal static class KlineQuery
{
    public static List<Kline> Read(MarketTape tape, KlineInterval interval, int limit, long? startMs, long? endMs, long nowMs)
    {
        var count = tape.Count(nowMs);
        var last = endMs is { } end ? Math.Min(count, tape.FirstAtOrAfter(interval.Next(interval.Floor(end)))) : count;
        var first = startMs is { } start ? tape.FirstAtOrAfter(interval.Ceiling(start)) : StartOfNewest(tape, interval, limit, last);
        var klines = new List<Kline>();
        for (var i = first; i < last && klines.Count < limit;)
        {
            klines.Add(Next(tape, interval, nowMs, count, ref i));
        }

        return klines;
    }

    /// <summary>The index at which the newest <paramref name="limit"/> klines before an index start.</summary>
    private static int StartOfNewest(MarketTape tape, KlineInterval interval, int limit, int before)
    {
        var first = before;
        for (var i = 0; i < limit && first > 0; i++)
        {
            first = tape.FirstAtOrAfter(interval.Floor(tape.OpenAt(first - 1)));
        }

        return first;
    }

    private static Kline Next(MarketTape tape, KlineInterval interval, long nowMs, int count, ref int index)
    {
        var open = interval.Floor(tape.OpenAt(index));
        var end = interval.Next(open);
        var all = tape.At(index, nowMs) with { OpenTimeMs = open };
        var trades = Trades(all);
        for (index++; index < count && tape.OpenAt(index) < end; index++)
        {
            var candle = tape.At(index, nowMs);
            trades += Trades(candle);
            all = new Candle(open, all.Open, Math.Max(all.High, candle.High), Math.Min(all.Low, candle.Low), candle.Close, Math.Round(all.Volume + candle.Volume, PricePath.VolumeDigits));
        }

        return new Kline(all, end - 1, trades, nowMs >= end);
    }

    private static int Trades(Candle candle) => candle.Volume > 0 ? 4 : 0;
}
