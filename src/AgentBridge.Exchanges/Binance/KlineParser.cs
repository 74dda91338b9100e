using System.Text.Json;
using AgentBridge.Market;

namespace AgentBridge.Exchanges;

/// <summary>Reads Binance's answers. Every fault is a <see cref="FormatException"/> or <see cref="JsonException"/>; the client names the address.</summary>
internal static class KlineParser
{
    /// <summary><c>[[openTime,"open","high","low","close","volume",closeTime,…],…]</c>.</summary>
    public static KlinePage ReadKlines(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var candles = new CandleColumnsBuilder();
        var closeTimes = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            candles.Add(ReadKline(ref reader, candles.Count + 1, out var closeTime));
            closeTimes.Add(closeTime);
        }

        if (reader.TokenType != JsonTokenType.EndArray)
        {
            throw new FormatException($"a kline is not an array but {reader.TokenType}");
        }

        if (reader.Read())
        {
            throw new FormatException("something follows the klines");
        }

        return new KlinePage(candles.Build(), closeTimes);
    }

    /// <summary><c>{"serverTime":1748779200000}</c>.</summary>
    public static long ReadServerTime(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTime = reader.ValueTextEquals("serverTime"u8);
            reader.Read();
            if (isTime)
            {
                return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var time) && time is > 0 and <= CandleTime.MaxMilliseconds
                    ? time
                    : throw new FormatException("serverTime is not a time in Unix milliseconds");
            }

            reader.Skip();
        }

        throw new FormatException("serverTime is missing");
    }

    /// <summary><c>{"code":-1121,"msg":"Invalid symbol."}</c>.</summary>
    /// <returns>Whether it is such an object.</returns>
    public static bool TryReadError(ReadOnlySpan<byte> json, out long code, out string message)
    {
        code = 0;
        message = string.Empty;
        var found = false;
        try
        {
            var reader = new Utf8JsonReader(json);
            Expect(ref reader, JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isCode = reader.ValueTextEquals("code"u8);
                var isMessage = reader.ValueTextEquals("msg"u8);
                reader.Read();
                if (isCode && reader.TokenType == JsonTokenType.Number)
                {
                    found = reader.TryGetInt64(out code);
                }
                else if (isMessage && reader.TokenType == JsonTokenType.String)
                {
                    message = reader.GetString() ?? string.Empty;
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return false;
        }

        return found;
    }

    private static Candle ReadKline(ref Utf8JsonReader reader, int row, out long closeTime)
    {
        var openTime = ReadTime(ref reader, row, "open time");
        var candle = new Candle(
            openTime,
            ReadNumber(ref reader, row, "open"),
            ReadNumber(ref reader, row, "high"),
            ReadNumber(ref reader, row, "low"),
            ReadNumber(ref reader, row, "close"),
            ReadNumber(ref reader, row, "volume"));
        closeTime = ReadTime(ref reader, row, "close time");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Skip();
        }

        return candle;
    }

    private static long ReadTime(ref Utf8JsonReader reader, int row, string field) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var time) && time is >= 0 and <= CandleTime.MaxMilliseconds
            ? time
            : throw new FormatException(FormattableString.Invariant($"kline {row}: {field} is not a time in Unix milliseconds"));

    private static double ReadNumber(ref Utf8JsonReader reader, int row, string field) =>
        reader.Read() && reader.TokenType is JsonTokenType.String or JsonTokenType.Number && CandleNumber.TryParse(reader.ValueSpan, out var value)
            ? value
            : throw new FormatException(FormattableString.Invariant($"kline {row}: {field} is not a number"));

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token)
        {
            throw new FormatException($"{token} expected, {reader.TokenType} found");
        }
    }
}
