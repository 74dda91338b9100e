using System.Globalization;
using System.Numerics;

namespace AgentBridge.Cli.Fuzzing;

/// <summary>Decimal text to the nearest double by exact integer arithmetic (ties to even), without the runtime's parser.</summary>
internal static class IndependentNumber
{
    private const int MantissaBits = 53;
    private const int SmallestExponent = -1074;
    private const int GreatestExponent = 971;

    /// <summary>The double nearest to a number as JSON spells it; infinite beyond the range.</summary>
    public static double ToDouble(string json)
    {
        var negative = json[0] == '-';
        var mantissaEnd = json.IndexOfAny(['e', 'E']);
        var mantissa = json[(negative ? 1 : 0)..(mantissaEnd < 0 ? json.Length : mantissaEnd)];
        var exponent = mantissaEnd < 0 ? BigInteger.Zero : BigInteger.Parse(json.AsSpan(mantissaEnd + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }

        var digits = BigInteger.Parse(mantissa, NumberStyles.None, CultureInfo.InvariantCulture);
        var magnitude = Magnitude(digits, exponent);
        return negative ? -magnitude : magnitude;
    }

    private static double Magnitude(BigInteger digits, BigInteger exponent)
    {
        // Far outside the range the power of ten would not fit into memory, and is not needed.
        var upperBound = exponent + (digits.GetBitLength() * 302 / 1000) + 1;
        if (digits.IsZero || upperBound < -330)
        {
            return 0;
        }

        if (exponent > 400)
        {
            return double.PositiveInfinity;
        }

        var power = BigInteger.Pow(10, (int)BigInteger.Abs(exponent));
        return exponent.Sign >= 0 ? Nearest(digits * power, BigInteger.One) : Nearest(digits, power);
    }

    private static double Nearest(BigInteger numerator, BigInteger denominator)
    {
        // quotient · 2^scale is the value, the quotient having 53 bits, fewer only at the bottom of the range.
        var scale = Math.Max((int)(numerator.GetBitLength() - denominator.GetBitLength()) - MantissaBits, SmallestExponent);
        var quotient = Round(numerator, denominator, scale);
        if (quotient.GetBitLength() > MantissaBits)
        {
            quotient = Round(numerator, denominator, ++scale);
        }

        if (quotient.GetBitLength() > MantissaBits)
        {
            // Rounded up to the next power of two.
            quotient >>= 1;
            scale++;
        }

        if (scale > GreatestExponent)
        {
            return double.PositiveInfinity;
        }

        var bits = (ulong)quotient;
        var hidden = 1UL << (MantissaBits - 1);
        return BitConverter.UInt64BitsToDouble(bits < hidden ? bits : ((ulong)(scale - SmallestExponent + 1) << (MantissaBits - 1)) | (bits - hidden));
    }

    private static BigInteger Round(BigInteger numerator, BigInteger denominator, int scale)
    {
        if (scale > 0)
        {
            denominator <<= scale;
        }
        else
        {
            numerator <<= -scale;
        }

        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        var half = (remainder << 1).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
