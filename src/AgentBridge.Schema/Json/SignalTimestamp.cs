using System.Globalization;

namespace AgentBridge.Schema;

/// <summary>Timestamps on the wire and in the journals: <c>yyyy-MM-ddTHH:mm:ss.fffZ</c>, UTC, whole milliseconds.</summary>
public static class SignalTimestamp
{
    /// <summary>Characters of a timestamp.</summary>
    public const int Length = 24;

    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The instant as text; fractions of a millisecond are truncated.</summary>
    /// <param name="instant">The instant, in any offset.</param>
    public static string ToText(DateTimeOffset instant) => instant.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Writes the instant as ASCII.</summary>
    /// <param name="instant">The instant, in any offset.</param>
    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    public static void Write(DateTimeOffset instant, Span<byte> destination)
    {
        var utc = instant.UtcDateTime;
        "0000-00-00T00:00:00.000Z"u8.CopyTo(destination);
        var (year, month, day) = utc;
        PutNumber(year, destination[..4]);
        PutNumber(month, destination[5..7]);
        PutNumber(day, destination[8..10]);
        PutNumber(utc.Hour, destination[11..13]);
        PutNumber(utc.Minute, destination[14..16]);
        PutNumber(utc.Second, destination[17..19]);
        PutNumber(utc.Millisecond, destination[20..23]);
    }

    /// <summary>Whether the bytes have the shape of a timestamp: digits and separators in place, whatever date they name.</summary>
    /// <param name="text">UTF-8, of any length.</param>
    internal static bool HasShape(ReadOnlySpan<byte> text)
    {
        if (text.Length != Length)
        {
            return false;
        }

        var pattern = "0000-00-00T00:00:00.000Z"u8;
        for (var i = 0; i < Length; i++)
        {
            if (pattern[i] == (byte)'0' ? text[i] is < (byte)'0' or > (byte)'9' : text[i] != pattern[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The instant of a well-formed timestamp, if the date exists (year 1 or later, no leap second, no hour 24).</summary>
    /// <param name="text">Bytes for which <see cref="HasShape"/> holds.</param>
    /// <param name="instant">In UTC, whole milliseconds.</param>
    internal static bool TryReadShaped(ReadOnlySpan<byte> text, out DateTimeOffset instant)
    {
        instant = default;
        var year = Number(text, 0, 4);
        var month = Number(text, 5, 2);
        var day = Number(text, 8, 2);
        var hour = Number(text, 11, 2);
        var minute = Number(text, 14, 2);
        var second = Number(text, 17, 2);
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        instant = new DateTimeOffset(year, month, day, hour, minute, second, Number(text, 20, 3), TimeSpan.Zero);
        return true;
    }

    private static void PutNumber(int value, Span<byte> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    private static int Number(ReadOnlySpan<byte> text, int start, int length)
    {
        var value = 0;
        foreach (var b in text.Slice(start, length))
        {
            value = (value * 10) + (b - '0');
        }

        return value;
    }
}
