using System.Globalization;

namespace AgentBridge.Market;

/// <summary>The candle CSV in one place: its columns, how a row is written, and how a faulty one is described.</summary>
public static class CandleCsv
{
    internal const int ColumnCount = 6;

    /// <summary>The longest row that is read; a real one has about 70 bytes.</summary>
    public const int MaxRowBytes = 4_096;

    /// <summary>Enough for six numbers in their longest form.</summary>
    public const int MaxWrittenRowBytes = 192;

    internal static readonly string[] Columns = ["timestamp", "open", "high", "low", "close", "volume"];

    internal static ReadOnlySpan<byte> Header => "timestamp,open,high,low,close,volume"u8;

    /// <summary>The header with its line feed.</summary>
    public static ReadOnlySpan<byte> HeaderLine => "timestamp,open,high,low,close,volume\n"u8;

    /// <summary>Writes one row with its line feed; numbers in their shortest form that reads back to the same double.</summary>
    /// <param name="candle">The candle; not checked.</param>
    /// <param name="destination">Where to; <see cref="MaxWrittenRowBytes"/> are enough.</param>
    /// <returns>Bytes written.</returns>
    public static int Format(in Candle candle, Span<byte> destination)
    {
        candle.OpenTimeMs.TryFormat(destination, out var length, default, CultureInfo.InvariantCulture);
        length = Append(candle.Open, destination, length);
        length = Append(candle.High, destination, length);
        length = Append(candle.Low, destination, length);
        length = Append(candle.Close, destination, length);
        length = Append(candle.Volume, destination, length);
        destination[length++] = (byte)'\n';
        return length;
    }

    internal static int Append(double value, Span<byte> destination, int at)
    {
        destination[at++] = (byte)',';
        value.TryFormat(destination[at..], out var length, default, CultureInfo.InvariantCulture);
        return at + length;
    }
}
