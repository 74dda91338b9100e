using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Signals.Setups;

/// <summary>The rules of the setups on hand-made candles, where lines are equal among them. Periods are so short that the values can be computed by hand.</summary>
public sealed class SetupRuleTests
{
    // The MACD line is the close less EMA 2, its signal line EMA 2 of it, seeded with the mean of its first two values.
    [Theory]
    [InlineData("equal before", "", new double[] { 10, 10, 10, 13, 13 }, "3L 4S")]
    [InlineData("mirrored", "", new double[] { 110, 110, 110, 107, 107 }, "3S 4L")]
    [InlineData("never moves", "", new double[] { 10, 10, 10, 10, 10 }, "")]
    [InlineData("only below zero, for a short only above", ";below_zero=true", new double[] { 10, 10, 10, 13, 13 }, "4S")]
    [InlineData("only below zero", ";below_zero=true", new double[] { 10, 10, 10, 7, 7 }, "4L")]
    public void Macd_Closes_TriggersOn(string what, string options, double[] closes, string expected) =>
        SetupCandles.Sides("macd", "fast=1;slow=2;signal=2;short=true" + options, SetupCandles.Of(closes)).Should().Be(expected, what);

    // With two closes and one deviation the bands are the two closes.
    [Theory]
    [InlineData("from the band, where it counts as outside", new double[] { 10, 9, 10, 9 }, "2L 3S")]
    [InlineData("bands that coincide, then a close above", new double[] { 10, 9, 9, 10 }, "")]
    [InlineData("never moves", new double[] { 10, 10, 10, 10 }, "")]
    public void BollingerReversion_Closes_TriggersOn(string what, double[] closes, string expected) =>
        SetupCandles.Sides("bollinger", "period=2;deviations=1;short=true", SetupCandles.Of(closes)).Should().Be(expected, what);

    [Theory]
    [InlineData("above the upper band", new double[] { 10, 11, 10, 14 }, "3L")]
    [InlineData("below the lower band", new double[] { 114, 113, 114, 110 }, "3S")]
    [InlineData("the first bands", new double[] { 10, 10, 14 }, "")]
    public void BollingerBreakout_Closes_TriggersOn(string what, double[] closes, string expected) =>
        SetupCandles.Sides("bollinger", "mode=breakout;period=3;deviations=1;short=true", SetupCandles.Of(closes)).Should().Be(expected, what);

    // Of two closes, the z-score is 1 or -1, or there is none.
    [Theory]
    [InlineData("entry=1", "1L 3S 4S")]
    [InlineData("entry=1.01", "")]
    public void MeanReversion_ZScore_TriggersAtItsEntry(string options, string expected) =>
        SetupCandles.Sides("mean-reversion", $"period=2;short=true;{options}", SetupCandles.Of(10, 9, 9, 10, 11)).Should().Be(expected);

    // Every candle's range is from 10 to 110, so that %K is the close less 10; %D is the mean of two.
    [Theory]
    [InlineData("crosses", new double[] { 10, 5, 15 }, "2L")]
    [InlineData("the limit is not oversold", new double[] { 10, 5, 20 }, "")]
    [InlineData("equal, then parted", new double[] { 10, 5, 5, 10 }, "3L")]
    [InlineData("mirrored", new double[] { 90, 95, 85 }, "2S")]
    [InlineData("the upper limit is not overbought", new double[] { 90, 95, 80 }, "")]
    [InlineData("between the limits", new double[] { 50, 40, 60, 40 }, "")]
    public void Stochastic_Positions_TriggersOn(string what, double[] positions, string expected)
    {
        var candles = positions.Select((k, i) => new Candle(TestCandles.ExampleOpenMs + (i * TestCandles.FiveMinutes.Milliseconds), k + 10, 110, 10, k + 10, 1));

        SetupCandles.Sides("stochastic", "period=1;smooth_k=1;smooth_d=2;short=true", candles).Should().Be(expected, what);
    }

    // The first RSI is 100 · mean gain / (mean gain + mean loss) of two changes.
    [Theory]
    [InlineData("RSI 25", "oversold=25.1", new double[] { 20, 17, 18 }, "2L")]
    [InlineData("the limit is not oversold", "oversold=25", new double[] { 20, 17, 18 }, "")]
    [InlineData("close equal to its average", "oversold=40", new double[] { 20, 14, 15, 15, 15.5 }, "2L 4L")]
    [InlineData("RSI 75", "oversold=25.1", new double[] { 10, 13, 12 }, "2S")]
    [InlineData("the limit is not overbought", "oversold=25", new double[] { 10, 13, 12 }, "")]
    [InlineData("against the trend", "oversold=25.1", new double[] { 20, 18, 17 }, "")]
    public void Rsi2_Closes_TriggersOn(string what, string options, double[] closes, string expected) =>
        SetupCandles.Sides("rsi2", $"trend=2;short=true;{options}", SetupCandles.Of(closes)).Should().Be(expected, what);

    [Fact]
    public void Supertrend_Turns_TriggersOnThemAlone()
    {
        // Every step of one has a true range of three: the bands are three from the middle of a candle and follow the price.
        double[] closes = [.. Enumerable.Range(0, 11).Select(i => 100.0 - i), 100, 101, 102, 90];

        SetupCandles.Sides("supertrend", "period=1;multiplier=1;short=true", SetupCandles.Of(closes)).Should().Be("11L 14S");
    }

    [Fact]
    public void Confidence_Strength_IsThatOfTheDefinition()
    {
        // %K is 15 where the limit is 20: a quarter of the limit below it.
        var candles = new[] { 10, 5, 15 }.Select((k, i) => new Candle(TestCandles.ExampleOpenMs + (i * TestCandles.FiveMinutes.Milliseconds), k + 10, 110, 10, k + 10, 1));
        Confidence("stochastic", "period=1;smooth_k=1;smooth_d=2", candles).Should().BeApproximately(0.625, 1e-12);

        // z is -1 where the entry is 0.8: a quarter of the entry beyond it.
        Confidence("mean-reversion", "period=2;entry=0.8", SetupCandles.Of(10, 9)).Should().BeApproximately(0.625, 1e-12);

        // The RSI is 25 where the limit is 50.
        Confidence("rsi2", "trend=2;oversold=50", SetupCandles.Of(20, 17, 18)).Should().BeApproximately(0.75, 1e-12);

        // The middle band is 9.5, the close 10 beyond it, R is 10 - 8: a quarter of R on the wrong side.
        Confidence("bollinger", "period=2;deviations=1", SetupCandles.Of(10, 9, 10)).Should().BeApproximately(0.375, 1e-12);

        // The MACD line is 1 above zero, R is 13 - 9.
        Confidence("macd", "fast=1;slow=2;signal=2", SetupCandles.Of(10, 10, 10, 13)).Should().BeApproximately(0.375, 1e-12);

        // The line is at 88.5, the lowest low of ten candles at 89; a strength above 1 is a confidence of 1.
        Confidence("supertrend", "period=1;multiplier=1", SetupCandles.Of([.. Enumerable.Range(0, 11).Select(i => 100.0 - i), 100])).Should().Be(1);
    }

    private static double Confidence(string name, string parameters, IEnumerable<Candle> candles) => SetupCandles.Plans(name, SetupCandles.WithShortStop(parameters), candles).Single().Plan.Confidence;
}
