using System.Globalization;
using System.Text;

namespace AgentBridge.Market;

/// <summary>
/// Text to double, correctly rounded, without an allocation. A number of at most 2^53 over a power of ten up to 10^22 is
/// one exact division (Clinger's fast path); all others go to the runtime's parser.
/// </summary>
public static class CandleNumber
{
    private const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private const ulong ExactIntegers = 1UL << 53;
    private const int MaxFastDigits = 18;

    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    ];

    /// <summary>Reads a whole field. NaN and infinities are numbers here; validation rejects them as impossible candles.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="value">The double nearest to it.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        var mantissa = 0UL;
        var digits = 0;
        var point = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
                digits++;
            }
            else if (text[i] == '.' && point < 0)
            {
                point = digits;
            }
            else
            {
                return TryParseSlow(text, out value);
            }

            if (digits > MaxFastDigits)
            {
                return TryParseSlow(text, out value);
            }
        }

        if (digits == 0 || point == digits || point == 0 || mantissa > ExactIntegers)
        {
            return TryParseSlow(text, out value);
        }

        value = point < 0 ? mantissa : mantissa / PowersOfTen[digits - point];
        return true;
    }

    /// <summary>Reads a whole number that fits a long.</summary>
    internal static bool TryParseInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        return !HasHidden(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Whether there is an invisible byte that no number contains. The runtime's parsers ignore a NUL at the end.</summary>
    internal static bool HasHidden(ReadOnlySpan<byte> text) => text.ContainsAnyInRange((byte)0, (byte)' ') || text.Contains((byte)0x7F);

    private static bool TryParseSlow(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (HasHidden(text))
        {
            return false;
        }

        if (double.TryParse(text, Styles, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        // Spellings of Python and NumPy.
        var negative = text.Length > 0 && text[0] == '-';
        if (Ascii.EqualsIgnoreCase(negative ? text[1..] : text, "inf"u8))
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        return false;
    }
}
