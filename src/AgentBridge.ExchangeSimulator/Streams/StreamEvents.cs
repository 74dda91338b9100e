using System.Text.Json;

namespace AgentBridge.ExchangeSimulator;

/// <summary>The payloads of the streams, field by field as Binance sends them.</summary>
internal static class StreamEvents
{
    public static void Kline(Utf8JsonWriter writer, MarketTape tape, KlineInterval interval, Kline kline, long nowMs)
    {
        var candle = kline.Candle;
        writer.WriteStartObject();
        Head(writer, "kline", tape, nowMs);
        writer.WriteStartObject("k");
        writer.WriteNumber("t", candle.OpenTimeMs);
        writer.WriteNumber("T", kline.CloseTimeMs);
        writer.WriteString("s", tape.Names.Symbol);
        writer.WriteString("i", interval.Name);
        var first = tape.Trades.FirstAtOrAfter(candle.OpenTimeMs, nowMs);
        writer.WriteNumber("f", first);
        writer.WriteNumber("L", Math.Max(first, tape.Trades.FirstAtOrAfter(kline.CloseTimeMs + 1, nowMs) - 1));
        writer.WriteDecimal("o", candle.Open);
        writer.WriteDecimal("c", candle.Close);
        writer.WriteDecimal("h", candle.High);
        writer.WriteDecimal("l", candle.Low);
        writer.WriteDecimal("v", candle.Volume);
        writer.WriteNumber("n", kline.Trades);
        writer.WriteBoolean("x", kline.IsClosed);
        writer.WriteString("q", MarketAnswers.Rounded(kline.QuoteVolume));
        writer.WriteString("V", MarketAnswers.Rounded(candle.Volume / 2));
        writer.WriteString("Q", MarketAnswers.Rounded(kline.QuoteVolume / 2));
        writer.WriteString("B", "0");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void MiniTicker(Utf8JsonWriter writer, DayStatistics day, long nowMs)
    {
        writer.WriteStartObject();
        Head(writer, "24hrMiniTicker", day.Tape, nowMs);
        writer.WriteDecimal("c", day.Last);
        writer.WriteDecimal("o", day.Open);
        writer.WriteDecimal("h", day.High);
        writer.WriteDecimal("l", day.Low);
        writer.WriteString("v", MarketAnswers.Rounded(day.Volume));
        writer.WriteString("q", MarketAnswers.Rounded(day.QuoteVolume));
        writer.WriteEndObject();
    }

    public static void BookTicker(Utf8JsonWriter writer, BookView book, long nowMs)
    {
        writer.WriteStartObject();
        writer.WriteNumber("u", nowMs);
        writer.WriteString("s", book.Tape.Names.Symbol);
        writer.WriteDecimal("b", book.Price);
        writer.WriteDecimal("B", book.Quantity(book.Price));
        writer.WriteDecimal("a", book.Ask);
        writer.WriteDecimal("A", book.Quantity(book.Ask));
        writer.WriteEndObject();
    }

    private static void Head(Utf8JsonWriter writer, string name, MarketTape tape, long nowMs)
    {
        writer.WriteString("e", name);
        writer.WriteNumber("E", nowMs);
        writer.WriteString("s", tape.Names.Symbol);
    }
}
