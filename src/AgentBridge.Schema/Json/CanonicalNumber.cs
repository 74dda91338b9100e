using System.Globalization;
using System.Text;

namespace AgentBridge.Schema;

/// <summary>
/// Numbers as specified by RFC 8785, section 3.2.2.3 (ECMAScript's Number.prototype.toString): the shortest digits that read
/// back to the same double, without an exponent from 1e-6 up to below 1e21.
/// </summary>
public static class CanonicalNumber
{
    /// <summary>The maximum length of a number, in bytes.</summary>
    public const int MaxLength = 25;

    // At most 17 digits; the exponent form uses all of them before it pads.
    private const int MaxDigits = 17;

    /// <summary>The number as text.</summary>
    /// <param name="value">A finite number that is not negative zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is NaN, infinite or negative zero.</exception>
    public static string Format(double value)
    {
        Span<byte> buffer = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(buffer[..Write(value, buffer)]);
    }

    /// <summary>Writes the number as ASCII.</summary>
    /// <param name="value">A finite number that is not negative zero.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is NaN, infinite or negative zero.</exception>
    public static int Write(double value, Span<byte> destination)
    {
        if (ShortDecimal.TryWrite(value, destination, out var written))
        {
            return written;
        }

        if (!double.IsFinite(value) || (value == 0 && double.IsNegative(value)))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "Only finite numbers other than negative zero can be written.");
        }

        // .NET writes the same shortest digits, and the same layout from 1e-4 up to below 1e15. Outside that range it switches to an
        // exponent earlier than ECMAScript does, so there the digits are rearranged.
        Span<byte> text = stackalloc byte[32];
        _ = value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        text = text[..length];
        var e = text.IndexOf((byte)'E');
        if (e < 0)
        {
            text.CopyTo(destination);
            return length;
        }

        return WriteFromDigits(text, e, destination);
    }

    private static int WriteFromDigits(ReadOnlySpan<byte> text, int e, Span<byte> destination)
    {
        var written = 0;
        if (text[0] == (byte)'-')
        {
            destination[written++] = (byte)'-';
            text = text[1..];
            e--;
        }

        Span<byte> digits = stackalloc byte[MaxDigits];
        var count = 0;
        foreach (var b in text[..e])
        {
            if (b != (byte)'.')
            {
                digits[count++] = b;
            }
        }

        // The value is 0.d1d2…dk × 10^point.
        var point = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) + 1;
        return written + Layout(digits[..count], point, destination[written..]);
    }

    private static int Layout(ReadOnlySpan<byte> digits, int point, Span<byte> destination)
    {
        if (point is > 21 or < -5)
        {
            return LayoutExponent(digits, point - 1, destination);
        }

        var written = 0;
        if (point <= 0)
        {
            "0."u8.CopyTo(destination);
            destination.Slice(2, -point).Fill((byte)'0');
            digits.CopyTo(destination[(2 - point)..]);
            return 2 - point + digits.Length;
        }

        if (digits.Length <= point)
        {
            digits.CopyTo(destination);
            destination[digits.Length..point].Fill((byte)'0');
            return point;
        }

        digits[..point].CopyTo(destination);
        written += point;
        destination[written++] = (byte)'.';
        digits[point..].CopyTo(destination[written..]);
        return digits.Length + 1;
    }

    private static int LayoutExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> destination)
    {
        var written = 0;
        destination[written++] = digits[0];
        if (digits.Length > 1)
        {
            destination[written++] = (byte)'.';
            digits[1..].CopyTo(destination[written..]);
            written += digits.Length - 1;
        }

        destination[written++] = (byte)'e';
        destination[written++] = exponent < 0 ? (byte)'-' : (byte)'+';
        _ = Math.Abs(exponent).TryFormat(destination[written..], out var length, default, CultureInfo.InvariantCulture);
        return written + length;
    }
}
