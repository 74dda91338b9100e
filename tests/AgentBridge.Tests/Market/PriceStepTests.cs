using System.Globalization;
using AgentBridge.Market;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Market;

public sealed class PriceStepTests
{
    [Theory]
    [InlineData("0.01", 0.01, "0.01")]
    [InlineData("0.0100", 0.01, "0.01")]
    [InlineData("0.25", 0.25, "0.25")]
    [InlineData("1e-8", 1e-8, "0.00000001")]
    [InlineData("0.0000000001", 1e-10, "0.0000000001")]
    [InlineData("5", 5, "5")]
    [InlineData("12.5", 12.5, "12.5")]
    [InlineData("1000000", 1_000_000, "1000000")]
    public void TryParse_Step_IsThatDecimal(string text, double value, string shown)
    {
        PriceStep.TryParse(text, out var step).Should().BeTrue();
        step.Value.Should().Be(value);
        step.ToString().Should().Be(shown);
        PriceStep.Of(value).Should().Be(step);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-0.01")]
    [InlineData("0.00000000001")]
    [InlineData("1000001")]
    [InlineData("NaN")]
    [InlineData("0,01")]
    [InlineData("x")]
    [InlineData(" 0.01")]
    public void TryParse_NoStep_IsRefused(string text)
    {
        PriceStep.TryParse(text, out var step).Should().BeFalse();
        step.Should().Be(PriceStep.Unknown);
    }

    [Fact]
    public void Of_NumbersThatAreNoStep_IsUnknown() =>
        new[] { 0, -1, double.NaN, double.PositiveInfinity, 1e-11, 2e6, double.Epsilon }.Should().OnlyContain(value => !PriceStep.Of(value).IsKnown);

    [Fact]
    public void Finer_OneUnknown_IsTheOther()
    {
        var (coarse, fine) = (PriceStep.OfDecimals(1), PriceStep.OfDecimals(3));

        PriceStep.Finer(coarse, fine).Should().Be(fine);
        PriceStep.Finer(fine, coarse).Should().Be(fine);
        PriceStep.Finer(PriceStep.Unknown, coarse).Should().Be(coarse);
        PriceStep.Finer(coarse, PriceStep.Unknown).Should().Be(coarse);
        PriceStep.Finer(PriceStep.Unknown, PriceStep.Unknown).IsKnown.Should().BeFalse();
    }

    [Theory]
    [InlineData("0.01", 1.005, 1.01)]
    [InlineData("0.01", 1.0049, 1.00)]
    [InlineData("0.05", 1.025, 1.05)]
    [InlineData("0.05", 1.02, 1.0)]
    [InlineData("1", 2.5, 3)]
    [InlineData("0.0001", 0.5637000000000001, 0.5637)]
    public void Nearest_Tie_GoesAwayFromZero(string step, double price, double nearest) => Step(step).Nearest(price).Should().Be(nearest);

    [Theory]
    [InlineData("0.0001", 0.5637000000000001, 0.5637, 0.5637)]
    [InlineData("0.01", 50923.049999999996, 50923.05, 50923.05)]
    [InlineData("0.01", 50923.041, 50923.04, 50923.05)]
    [InlineData("0.25", 100.1, 100, 100.25)]
    [InlineData("0.00000001", 0.00001234567, 0.00001234, 0.00001235)]
    public void DownAndUp_Price_AreItsNeighboursOrItself(string step, double price, double down, double up)
    {
        Step(step).Down(price).Should().Be(down);
        Step(step).Up(price).Should().Be(up);
    }

    [Theory]
    [InlineData(104211.123456789, 104211.123457, 104211.123456, 104211.123457)]
    [InlineData(0.123456789012345, 0.123456789012, 0.123456789012, 0.123456789013)]
    [InlineData(9.9999999999996, 10, 9.99999999999, 10)]
    [InlineData(1.2345678901234567e-20, 1.23456789012e-20, 1.23456789012e-20, 1.23456789013e-20)]
    [InlineData(1234567890123456, 1234567890120000, 1234567890120000, 1234567890130000)]
    [InlineData(0.5637, 0.5637, 0.5637, 0.5637)]
    public void Unknown_Price_IsRoundedToTwelveDigits(double price, double nearest, double down, double up)
    {
        PriceStep.Unknown.Nearest(price).Should().Be(nearest);
        PriceStep.Unknown.Down(price).Should().Be(down);
        PriceStep.Unknown.Up(price).Should().Be(up);
    }

    [Fact]
    public void Rounding_PricesInDecimals_IsTheirValue()
    {
        var rows = GoldenCsv.Rows("steps.csv");

        foreach (var row in rows)
        {
            var (step, price) = (Step(row["step"]), row.Number("price"));
            (step.Nearest(price), step.Down(price), step.Up(price)).Should().Be((row.Number("nearest"), row.Number("down"), row.Number("up")), "{0} by {1}", row["price"], row["step"]);
        }

        rows.Should().HaveCountGreaterThan(700);
    }

    [Fact]
    public void Rounding_AnyPriceAndStep_IsTheDoubleOfItsDecimalText() =>
        Property.Holds(Gen.Choose(1, int.MaxValue), 2_000, seed =>
        {
            var random = new Random(seed);
            var step = Step(random.Next(4) switch { 0 => "0.5", 1 => "0.025", _ => (1 / Math.Pow(10, random.Next(0, 9))).ToString("0.########", CultureInfo.InvariantCulture) });
            var price = Math.Exp((random.NextDouble() * 20) - 8);

            foreach (var rounded in new[] { step.Nearest(price), step.Down(price), step.Up(price), step.Move(step.Up(price), 3) })
            {
                var steps = Math.Round((decimal)rounded / (decimal)step.Value);
                rounded.Should().Be(double.Parse((steps * (decimal)step.Value).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), "{0} by {1}", price, step);
                ((decimal)Math.Abs(rounded - price)).Should().BeLessThan(5 * (decimal)step.Value);
            }

            step.Down(price).Should().BeLessThanOrEqualTo(price * (1 + 1e-12));
            step.Up(price).Should().BeGreaterThanOrEqualTo(price * (1 - 1e-12));
        });

    private static PriceStep Step(string text) => PriceStep.TryParse(text, out var step) ? step : throw new ArgumentException(text);
}
