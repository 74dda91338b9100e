using System.IO.Compression;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>
/// The prices of candles for the script of a report: whole numbers of the last decimal as varints, column by column: the open less the close before, the
/// close less the open (both zigzag: 0, -1, 1, -2 … are 0, 1, 2, 3 …), the high less the higher of both, the lower of both less the low; compressed.
/// </summary>
internal static class PackedCandles
{
    // Of a varint; two columns share a buffer.
    private const int MostBytes = 2 * 10;

    /// <summary>The compressed columns.</summary>
    /// <param name="candles">Candles without gaps.</param>
    /// <param name="decimals">How many decimals the prices have.</param>
    public static byte[] Of(CandleSeries candles, int decimals)
    {
        var unit = Math.Pow(10, decimals);
        var count = candles.Count;
        var (opens, closes) = (Units(candles.Opens, unit), Units(candles.Closes, unit));
        var (highs, lows) = (Units(candles.Highs, unit), Units(candles.Lows, unit));
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Optimal))
        {
            var buffer = new byte[count * MostBytes];
            var length = 0;
            for (var i = 0; i < count; i++)
            {
                length = Put(buffer, length, Zigzag(opens[i] - (i > 0 ? closes[i - 1] : 0)));
            }

            for (var i = 0; i < count; i++)
            {
                length = Put(buffer, length, Zigzag(closes[i] - opens[i]));
            }

            stream.Write(buffer, 0, length);
            length = 0;
            for (var i = 0; i < count; i++)
            {
                length = Put(buffer, length, Math.Max(0, highs[i] - Math.Max(opens[i], closes[i])));
            }

            for (var i = 0; i < count; i++)
            {
                length = Put(buffer, length, Math.Max(0, Math.Min(opens[i], closes[i]) - lows[i]));
            }

            stream.Write(buffer, 0, length);
        }

        return packed.ToArray();
    }

    private static long[] Units(ReadOnlySpan<double> prices, double unit)
    {
        var units = new long[prices.Length];
        for (var i = 0; i < units.Length; i++)
        {
            units[i] = (long)Math.Round(prices[i] * unit);
        }

        return units;
    }

    private static long Zigzag(long value) => (value << 1) ^ (value >> 63);

    private static int Put(byte[] buffer, int at, long value)
    {
        for (; value > 127; value >>= 7)
        {
            buffer[at++] = (byte)((value & 127) | 128);
        }

        buffer[at++] = (byte)value;
        return at;
    }
}
