using System.Globalization;
using System.Runtime.CompilerServices;

namespace AgentBridge.Schema;

/// <summary>
/// The fast path for prices as markets quote them. A decimal of at most 15 digits is recovered from the double nearest to it,
/// and no other such decimal is; so if a double is the nearest one to a short decimal, that decimal is its shortest form.
/// </summary>
internal static class ShortDecimal
{
    // No exponent is needed from Smallest on; below Greatest the digits at either scale stay within 15.
    private const double Smallest = 1e-4;
    private const double Greatest = 1e7;
    private const int FewDecimals = 2;
    private const int ManyDecimals = 8;

    /// <summary>Writes the number if it is a short decimal.</summary>
    /// <param name="value">Any number.</param>
    /// <param name="destination">At least <see cref="CanonicalNumber.MaxLength"/> bytes.</param>
    /// <param name="written">The number of bytes written; 0 if the number is not a short decimal.</param>
    public static bool TryWrite(double value, Span<byte> destination, out int written)
    {
        written = 0;
        return value >= Smallest && value < Greatest
            && (TryWrite(value, 100, FewDecimals, destination, out written) || TryWrite(value, 100_000_000, ManyDecimals, destination, out written));
    }

    // Inlined, so that the compiler sees the scale and divides by multiplying.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryWrite(double value, uint scale, int decimals, Span<byte> destination, out int written)
    {
        // The quotient of two exact numbers is rounded once: it is the double nearest to the decimal digits/scale.
        var digits = (ulong)((value * scale) + 0.5);
        if ((double)digits / scale != value)
        {
            written = 0;
            return false;
        }

        var whole = (uint)(digits / scale);
        var fraction = (uint)(digits % scale);
        _ = whole.TryFormat(destination, out written, default, CultureInfo.InvariantCulture);
        if (fraction != 0)
        {
            written += WriteFraction(fraction, decimals, destination[written..]);
        }

        return true;
    }

    private static int WriteFraction(uint fraction, int decimals, Span<byte> destination)
    {
        while (fraction % 10 == 0)
        {
            fraction /= 10;
            decimals--;
        }

        destination[0] = (byte)'.';
        for (var i = decimals; i > 0; i--)
        {
            destination[i] = (byte)('0' + (fraction % 10));
            fraction /= 10;
        }

        return decimals + 1;
    }
}
