using System.Text;
using System.Text.Json;
using AgentBridge.Market;

namespace AgentBridge.Exchanges;

/// <summary>A message of a kline stream.</summary>
/// <param name="Symbol">The pair in Binance's spelling.</param>
/// <param name="Interval">The timeframe in Binance's spelling, such as <c>5m</c>.</param>
/// <param name="Candle">The current state of the candle.</param>
/// <param name="CloseTimeMs">The last millisecond of it.</param>
/// <param name="IsClosed">Whether it has closed.</param>
internal readonly record struct KlineEvent(string Symbol, string Interval, Candle Candle, long CloseTimeMs, bool IsClosed)
{
    /// <summary><c>{"e":"kline","s":"BTCUSDT","k":{"t":…,"T":…,"i":"5m","o":"1",…,"x":true}}</c>.</summary>
    /// <returns>Whether it is a kline message; others (an answer to a command, another stream's) are not.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> json, out KlineEvent kline)
    {
        kline = default;
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("e", out var kind) || !kind.ValueEquals("kline"u8))
            {
                return false;
            }

            var data = root.GetProperty("k");
            var candle = new Candle(
                data.GetProperty("t").GetInt64(), Number(data, "o"), Number(data, "h"), Number(data, "l"), Number(data, "c"), Number(data, "v"));
            kline = new KlineEvent(Text(data, "s"), Text(data, "i"), candle, data.GetProperty("T").GetInt64(), data.GetProperty("x").GetBoolean());
            return true;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return false;
        }
    }

    private static string Text(JsonElement data, string name) => data.GetProperty(name).GetString() ?? throw new FormatException(name);

    private static double Number(JsonElement data, string name) =>
        CandleNumber.TryParse(Encoding.UTF8.GetBytes(Text(data, name)), out var value) ? value : throw new FormatException(name);
}
