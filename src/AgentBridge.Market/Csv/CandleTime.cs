using System.Globalization;

namespace AgentBridge.Market;

/// <summary>Instants in text: Unix milliseconds, or ISO 8601 with an offset. An instant without an offset is refused: it would mean the machine's time zone.</summary>
public static class CandleTime
{
    /// <summary>9999-12-31T23:59:59.999Z.</summary>
    public const long MaxMilliseconds = 253_402_300_799_999;

    /// <summary>How instants are written for people and in JSON.</summary>
    /// <param name="milliseconds">Unix milliseconds; outside of the calendar they are written as they are.</param>
    public static string ToText(long milliseconds) =>
        milliseconds is < 0 or > MaxMilliseconds
            ? milliseconds.ToString(CultureInfo.InvariantCulture) + " ms"
            : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    internal static bool TryParse(ReadOnlySpan<byte> text, out long milliseconds)
    {
        // 13 digits until the year 2286.
        milliseconds = 0;
        if (text.Length is 0 or > 35)
        {
            return false;
        }

        foreach (var character in text)
        {
            var digit = (uint)(character - '0');
            if (digit > 9 || milliseconds > MaxMilliseconds)
            {
                return CandleNumber.TryParseInteger(text, out milliseconds) || TryParseIso(text, out milliseconds);
            }

            milliseconds = (milliseconds * 10) + digit;
        }

        return true;
    }

    /// <summary>Whether the text would be an instant if it had an offset (for a better message).</summary>
    internal static bool LacksOffset(ReadOnlySpan<byte> text) => TryParseAsUtc(text, out _);

    /// <summary>Reads an instant, or a day, that has no offset, as UTC.</summary>
    internal static bool TryParseAsUtc(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        Span<byte> withOffset = stackalloc byte[40];
        if (text.Length > 30)
        {
            return false;
        }

        text.CopyTo(withOffset);
        var zoned = text.Length == 10 ? "T00:00Z"u8 : "Z"u8;
        zoned.CopyTo(withOffset[text.Length..]);
        return TryParseIso(withOffset[..(text.Length + zoned.Length)], out milliseconds);
    }

    /// <summary><c>yyyy-MM-dd[T| ]HH:mm[:ss[.f…]](Z|±HH:mm|±HHmm|±HH)</c>; digits below a millisecond must be zeros.</summary>
    private static bool TryParseIso(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (text.Length < 17 || text[4] != '-' || text[7] != '-' || (text[10] is not ((byte)'T' or (byte)' ')) || text[13] != ':')
        {
            return false;
        }

        if (!Digits(text, 0, 4, out var year) || !Digits(text, 5, 2, out var month) || !Digits(text, 8, 2, out var day)
            || !Digits(text, 11, 2, out var hour) || !Digits(text, 14, 2, out var minute))
        {
            return false;
        }

        var rest = text[16..];
        if (!TryTakeSeconds(ref rest, out var second, out var fraction) || !TryParseOffset(rest, out var offsetMinutes))
        {
            return false;
        }

        if (year < 1970 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var instant = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
        milliseconds = instant.ToUnixTimeMilliseconds() + fraction - (offsetMinutes * 60_000L);
        return true;
    }

    private static bool TryTakeSeconds(ref ReadOnlySpan<byte> rest, out int second, out int fraction)
    {
        second = 0;
        fraction = 0;
        if (rest.IsEmpty || rest[0] != ':')
        {
            return true;
        }

        if (rest.Length < 3 || !Digits(rest, 1, 2, out second))
        {
            return false;
        }

        rest = rest[3..];
        if (rest.IsEmpty || rest[0] != '.')
        {
            return true;
        }

        var weight = 100;
        var i = 1;
        for (; i < rest.Length && rest[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            if (weight == 0 && rest[i] != '0')
            {
                return false;
            }

            fraction += (rest[i] - '0') * weight;
            weight /= 10;
        }

        rest = rest[i..];
        return i > 1;
    }

    private static bool TryParseOffset(ReadOnlySpan<byte> rest, out int minutes)
    {
        minutes = 0;
        if (rest.SequenceEqual("Z"u8) || rest.SequenceEqual("z"u8))
        {
            return true;
        }

        if (rest.Length is not (3 or 5 or 6) || (rest[0] is not ((byte)'+' or (byte)'-')) || !Digits(rest, 1, 2, out var hours))
        {
            return false;
        }

        var minute = 0;
        if ((rest.Length == 6 && (rest[3] != ':' || !Digits(rest, 4, 2, out minute))) || (rest.Length == 5 && !Digits(rest, 3, 2, out minute)))
        {
            return false;
        }

        minutes = ((hours * 60) + minute) * (rest[0] == '-' ? -1 : 1);
        return hours <= 23 && minute <= 59;
    }

    private static bool Digits(ReadOnlySpan<byte> text, int start, int count, out int value)
    {
        value = 0;
        if (text.Length < start + count)
        {
            return false;
        }

        foreach (var character in text.Slice(start, count))
        {
            if (character is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (character - '0');
        }

        return true;
    }
}
