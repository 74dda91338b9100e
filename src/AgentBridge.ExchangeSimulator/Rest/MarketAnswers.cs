using System.Globalization;
using System.Text.Json;

namespace AgentBridge.ExchangeSimulator;

/// <summary>The bodies of the market data calls, field by field as Binance sends them.</summary>
internal static class MarketAnswers
{
    public static void Klines(Utf8JsonWriter writer, IEnumerable<Kline> klines)
    {
        writer.WriteStartArray();
        foreach (var kline in klines)
        {
            var candle = kline.Candle;
            writer.WriteStartArray();
            writer.WriteNumberValue(candle.OpenTimeMs);
            writer.WriteDecimalValue(candle.Open);
            writer.WriteDecimalValue(candle.High);
            writer.WriteDecimalValue(candle.Low);
            writer.WriteDecimalValue(candle.Close);
            writer.WriteDecimalValue(candle.Volume);
            writer.WriteNumberValue(kline.CloseTimeMs);
            writer.WriteStringValue(Rounded(kline.QuoteVolume));
            writer.WriteNumberValue(kline.Trades);
            writer.WriteStringValue(Rounded(candle.Volume / 2));
            writer.WriteStringValue(Rounded(kline.QuoteVolume / 2));
            writer.WriteStringValue("0");
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    public static void Depth(Utf8JsonWriter writer, BookView book, int limit, long nowMs)
    {
        writer.WriteStartObject();
        writer.WriteNumber("lastUpdateId", nowMs);
        writer.WriteStartArray("bids");
        for (var i = 0; i < book.BidLevels(limit); i++)
        {
            Level(writer, book, book.BidAt(i));
        }

        writer.WriteEndArray();
        writer.WriteStartArray("asks");
        for (var i = 0; i < limit; i++)
        {
            Level(writer, book, book.AskAt(i));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Price(Utf8JsonWriter writer, BookView book)
    {
        writer.WriteStartObject();
        writer.WriteString("symbol", book.Tape.Names.Symbol);
        writer.WriteDecimal("price", book.Price);
        writer.WriteEndObject();
    }

    public static void Best(Utf8JsonWriter writer, BookView book)
    {
        writer.WriteStartObject();
        writer.WriteString("symbol", book.Tape.Names.Symbol);
        WriteBest(writer, book);
        writer.WriteEndObject();
    }

    public static void Day(Utf8JsonWriter writer, DayStatistics day, bool mini)
    {
        var book = new BookView(day.Tape, day.Last);
        writer.WriteStartObject();
        writer.WriteString("symbol", day.Tape.Names.Symbol);
        if (!mini)
        {
            writer.WriteString("priceChange", Rounded(day.Last - day.Open));
            writer.WriteString("priceChangePercent", ((day.Last - day.Open) / day.Open * 100).ToString("F3", CultureInfo.InvariantCulture));
            writer.WriteString("weightedAvgPrice", Rounded(day.Volume > 0 ? day.QuoteVolume / day.Volume : day.Last));
            writer.WriteDecimal("prevClosePrice", day.PreviousClose);
            writer.WriteDecimal("lastPrice", day.Last);
            writer.WriteDecimal("lastQty", day.Tape.Market.StepSize);
            WriteBest(writer, book);
        }

        writer.WriteDecimal("openPrice", day.Open);
        writer.WriteDecimal("highPrice", day.High);
        writer.WriteDecimal("lowPrice", day.Low);
        if (mini)
        {
            writer.WriteDecimal("lastPrice", day.Last);
        }

        writer.WriteString("volume", Rounded(day.Volume));
        writer.WriteString("quoteVolume", Rounded(day.QuoteVolume));
        writer.WriteNumber("openTime", day.OpenTimeMs);
        writer.WriteNumber("closeTime", day.CloseTimeMs);
        writer.WriteNumber("firstId", day.FirstId);
        writer.WriteNumber("lastId", day.LastId);
        writer.WriteNumber("count", day.Count);
        writer.WriteEndObject();
    }

    public static void Trades(Utf8JsonWriter writer, IEnumerable<SimulatedTrade> trades)
    {
        writer.WriteStartArray();
        foreach (var trade in trades)
        {
            writer.WriteStartObject();
            writer.WriteNumber("a", trade.Id);
            writer.WriteDecimal("p", trade.Price);
            writer.WriteString("q", Rounded(trade.Quantity));
            writer.WriteNumber("f", trade.Id);
            writer.WriteNumber("l", trade.Id);
            writer.WriteNumber("T", trade.TimeMs);
            writer.WriteBoolean("m", trade.IsBuyerMaker);
            writer.WriteBoolean("M", true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>A computed figure, with at most eight decimals.</summary>
    public static string Rounded(double value) => value.ToString("F8", CultureInfo.InvariantCulture);

    private static void WriteBest(Utf8JsonWriter writer, BookView book)
    {
        writer.WriteDecimal("bidPrice", book.Price);
        writer.WriteDecimal("bidQty", book.Quantity(book.Price));
        writer.WriteDecimal("askPrice", book.Ask);
        writer.WriteDecimal("askQty", book.Quantity(book.Ask));
    }

    private static void Level(Utf8JsonWriter writer, BookView book, double price)
    {
        writer.WriteStartArray();
        writer.WriteDecimalValue(price);
        writer.WriteDecimalValue(book.Quantity(price));
        writer.WriteEndArray();
    }
}
