using System.Globalization;
using System.Numerics;
using System.Text;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Schema;

public sealed class CanonicalNumberTests
{
    private const int RandomPatterns = 100_000;

    [Fact]
    public void Format_GoldenVectors_AreEqual()
    {
        var lines = Corpus.Golden("numbers.jsonl");
        lines.Should().HaveCountGreaterThan(400);
        foreach (var line in lines)
        {
            var value = BitConverter.UInt64BitsToDouble(ulong.Parse(line.GetProperty("ieee").GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            if (line.GetProperty("text").GetString() is { } text)
            {
                CanonicalNumber.Format(value).Should().Be(text);
            }
            else
            {
                value.Invoking(CanonicalNumber.Format).Should().Throw<ArgumentOutOfRangeException>(line.GetRawText());
            }
        }
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Format_RandomBitPatterns_IsTheShortestThatReadsBack()
    {
        var random = new Random(8785);
        var buffer = new byte[CanonicalNumber.MaxLength];
        for (var i = 0; i < RandomPatterns; i++)
        {
            // Every other one in the range of prices, where the layout has no exponent.
            var value = i % 2 == 0 ? BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)) : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-9, 25));
            if (!double.IsFinite(value) || value == 0)
            {
                continue;
            }

            var text = Encoding.ASCII.GetString(buffer, 0, CanonicalNumber.Write(value, buffer));
            if (!string.Equals(text, Oracle(value), StringComparison.Ordinal) || BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)) != BitConverter.DoubleToInt64Bits(value))
            {
                text.Should().Be(Oracle(value), "0x{0:x16}", BitConverter.DoubleToInt64Bits(value));
            }
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-0.0)]
    public void Write_UnwritableNumber_Throws(double value) =>
        value.Invoking(v => CanonicalNumber.Write(v, new byte[CanonicalNumber.MaxLength])).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Write_AnotherCulture_ChangesNothing()
    {
        var before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = comma;
            CanonicalNumber.Format(-0.5).Should().Be("-0.5");
            CanonicalNumber.Format(-1.5e-9).Should().Be("-1.5e-9");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>
    /// ECMAScript's rule on exactly rounded decimals: the fewest digits that read back, searched from 17 downwards, the nearest
    /// first and then its neighbours (below a power of two the nearest may lie outside the interval); then the layout on strings.
    /// </summary>
    private static string Oracle(double value)
    {
        var magnitude = Math.Abs(value);
        var (digits, exponent) = ReadsBack(magnitude, 17)!.Value;
        for (var count = 16; count > 0 && ReadsBack(magnitude, count) is { } shorter; count--)
        {
            (digits, exponent) = shorter;
        }

        digits = digits.TrimEnd('0');
        var point = exponent + 1;
        var text = point switch
        {
            > 21 or < -5 => (digits.Length == 1 ? digits : digits[0] + "." + digits[1..]) + "e" + (exponent < 0 ? "-" : "+") + Math.Abs(exponent).ToString(CultureInfo.InvariantCulture),
            <= 0 => "0." + new string('0', -point) + digits,
            _ when digits.Length <= point => digits.PadRight(point, '0'),
            _ => digits[..point] + "." + digits[point..],
        };
        return value < 0 ? "-" + text : text;
    }

    private static (string Digits, int Exponent)? ReadsBack(double magnitude, int count)
    {
        var rounded = magnitude.ToString("E" + (count - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var e = rounded.IndexOf('E', StringComparison.Ordinal);
        var nearest = BigInteger.Parse(rounded[..e].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        var exponent = int.Parse(rounded[(e + 1)..], CultureInfo.InvariantCulture);
        foreach (var candidate in new[] { nearest, nearest + 1, nearest - 1 })
        {
            var digits = candidate.ToString(CultureInfo.InvariantCulture);
            if (digits.Length == count && double.Parse($"{digits}e{exponent - count + 1}", CultureInfo.InvariantCulture) == magnitude)
            {
                return (digits, exponent);
            }
        }

        return null;
    }
}
