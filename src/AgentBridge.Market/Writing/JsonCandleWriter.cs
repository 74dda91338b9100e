using System.Globalization;

namespace AgentBridge.Market;

/// <summary>
/// Writes Freqtrade's json: one array of <c>[date,open,high,low,close,volume]</c>, dates in Unix milliseconds, without spaces. Numbers have their shortest
/// form that reads back to the same double; Freqtrade itself writes at most ten decimals.
/// </summary>
internal static class JsonCandleWriter
{
    private const int BufferSize = 64 * 1024;

    // The brackets and the comma of a row, beside what a CSV row has.
    private const int MaxRowBytes = CandleCsv.MaxWrittenRowBytes + 4;

    public static void Write(Stream stream, CandleSeries candles)
    {
        var buffer = new byte[BufferSize];
        var length = 0;
        buffer[length++] = (byte)'[';
        for (var i = 0; i < candles.Count; i++)
        {
            if (buffer.Length - length < MaxRowBytes)
            {
                stream.Write(buffer, 0, length);
                length = 0;
            }

            if (i > 0)
            {
                buffer[length++] = (byte)',';
            }

            length += Format(candles[i], buffer.AsSpan(length));
        }

        buffer[length++] = (byte)']';
        stream.Write(buffer, 0, length);
    }

    private static int Format(in Candle candle, Span<byte> destination)
    {
        destination[0] = (byte)'[';
        candle.OpenTimeMs.TryFormat(destination[1..], out var length, default, CultureInfo.InvariantCulture);
        length = CandleCsv.Append(candle.Open, destination, length + 1);
        length = CandleCsv.Append(candle.High, destination, length);
        length = CandleCsv.Append(candle.Low, destination, length);
        length = CandleCsv.Append(candle.Close, destination, length);
        length = CandleCsv.Append(candle.Volume, destination, length);
        destination[length++] = (byte)']';
        return length;
    }
}
