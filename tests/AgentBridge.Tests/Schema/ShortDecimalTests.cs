using System.Globalization;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Schema;

/// <summary>Prices as markets quote them have a separate formatter, with the same text as the runtime's.</summary>
public sealed class ShortDecimalTests
{
    [Fact]
    public void Format_DecimalsOfEveryLength_AreTheRuntimesShortestForm() =>
        Property.Holds(Gen.Choose(0, int.MaxValue), 200, seed =>
        {
            var random = new Random(seed);
            for (var decimals = 0; decimals <= 12; decimals++)
            {
                var value = random.NextInt64(1, (long)Math.Pow(10, random.Next(1, 16))) / Math.Pow(10, decimals);
                foreach (var near in new[] { Math.BitDecrement(value), value, Math.BitIncrement(value) })
                {
                    if (near is >= 1e-4 and < 1e15)
                    {
                        CanonicalNumber.Format(near).Should().Be(near.ToString("R", CultureInfo.InvariantCulture));
                    }
                }
            }
        });

    [Theory]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00011, "0.00011")]
    [InlineData(0.00010001, "0.00010001")]
    [InlineData(1, "1")]
    [InlineData(10, "10")]
    [InlineData(100.5, "100.5")]
    [InlineData(0.05, "0.05")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(9_999_999.99, "9999999.99")]
    [InlineData(9_999_999.99999999, "9999999.99999999")]
    [InlineData(10_000_000, "10000000")]
    [InlineData(108_119.54000000001, "108119.54000000001")]
    public void Format_Edges_AreShortest(double value, string text) => CanonicalNumber.Format(value).Should().Be(text);
}
