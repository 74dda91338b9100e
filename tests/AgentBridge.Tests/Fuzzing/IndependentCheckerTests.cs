using System.Globalization;
using System.Text;
using AgentBridge.Cli.Fuzzing;
using AgentBridge.Schema;
using AgentBridge.Tests.Schema;

namespace AgentBridge.Tests.Fuzzing;

public sealed class IndependentCheckerTests
{
    [Fact]
    public void Check_WholeCorpus_NamesTheLayer()
    {
        foreach (var file in Corpus.All)
        {
            IndependentChecker.Check(file.Bytes).Refused.Should().Be(file.Expected?.Layer ?? ViolationLayer.Unspecified, file.Path);
        }
    }

    [Fact]
    public void Check_RandomNumbers_ReadsThemAsTheRuntimeDoes()
    {
        var random = new Random(754);
        for (var i = 0; i < 5000; i++)
        {
            // Around the boundaries of the range and of the denormals, and exactly between two doubles.
            var digits = string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => (char)('0' + random.Next(10))));
            var text = random.Next(3) switch
            {
                0 => $"{random.Next(1, 10)}.{digits}e{random.Next(-345, 312)}",
                1 => $"0.{digits}",
                _ => HalfWay(random),
            };

            var values = IndependentChecker.Check(Encoding.UTF8.GetBytes($"[{text}]")).Values;

            values["/0"].Should().Be(double.Parse(text, CultureInfo.InvariantCulture), text);
        }
    }

    [Theory]
    [InlineData("1.7976931348623158e308", double.MaxValue)]
    [InlineData("1.7976931348623159e308", double.PositiveInfinity)]
    [InlineData("2.4703282292062327e-324", 0.0)]
    [InlineData("2.4703282292062328e-324", double.Epsilon)]
    [InlineData("2.2250738585072011e-308", 2.225073858507201e-308)]
    [InlineData("9007199254740993", 9007199254740992.0)]
    [InlineData("1e-999999999999999999999999", 0.0)]
    [InlineData("0e999999999999999999999999", 0.0)]
    [InlineData("-1e999999999999999999999999", double.NegativeInfinity)]
    public void Check_NumberAtABoundary_RoundsToNearestEven(string text, double value) =>
        IndependentChecker.Check(Encoding.UTF8.GetBytes($"[{text}]")).Values["/0"].Should().Be(value);

    /// <summary>An integer exactly between two neighbouring doubles above 2^53.</summary>
    private static string HalfWay(Random random)
    {
        var shift = random.Next(1, 200);
        var mantissa = new System.Numerics.BigInteger(random.NextInt64(1L << 52, 1L << 53));
        return (((mantissa << 1) + 1) << shift).ToString(CultureInfo.InvariantCulture);
    }
}
