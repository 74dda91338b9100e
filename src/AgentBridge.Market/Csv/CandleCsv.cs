using System.Globalization;
using System.Text;

namespace AgentBridge.Market;

/// <summary>The candle CSV in one place: its columns, how a row is written, and how a faulty one is described.</summary>
internal static class CandleCsv
{
    public const int ColumnCount = 6;

    /// <summary>The longest row that is read; a real one has about 70 bytes.</summary>
    public const int MaxRowBytes = 4_096;

    /// <summary>Enough for six numbers in their longest form.</summary>
    public const int MaxWrittenRowBytes = 192;

    public static readonly string[] Columns = ["timestamp", "open", "high", "low", "close", "volume"];

    public static ReadOnlySpan<byte> Header => "timestamp,open,high,low,close,volume"u8;

    public static ReadOnlySpan<byte> HeaderLine => "timestamp,open,high,low,close,volume\n"u8;

    /// <summary>Writes one row with its line feed; numbers in their shortest form that reads back to the same double.</summary>
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

    /// <summary>A foreign value in quotes, safe to print on one line.</summary>
    public static string Quote(ReadOnlySpan<byte> value)
    {
        const int Longest = 40;
        var text = Encoding.UTF8.GetString(value.Length > 4 * Longest ? value[..(4 * Longest)] : value);
        return $"'{Printable(text, Longest)}'";
    }

    /// <summary>A foreign text, safe to print on one line: shortened, controls replaced.</summary>
    public static string Printable(string text, int longest)
    {
        var shown = new StringBuilder(longest + 1);
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, longest)))
        {
            shown.Append(VisibleText.IsHidden(character) ? '?' : character);
        }

        return (text.Length > longest ? shown.Append('…') : shown).ToString();
    }

    private static int Append(double value, Span<byte> destination, int at)
    {
        destination[at++] = (byte)',';
        value.TryFormat(destination[at..], out var length, default, CultureInfo.InvariantCulture);
        return at + length;
    }
}
