using AgentBridge.Signals;

namespace AgentBridge.Tests.Signals.Setups;

/// <summary>The rule of <c>momentum</c>, on candles whose averages are known: over one close and over two, (close + previous) / 2.</summary>
public sealed class MomentumTests
{
    private const string Rule = "average=sma;fast=1;slow=2;short=true";

    [Theory]
    [InlineData("from below", new double[] { 10, 9, 8, 11 }, "3L")]
    [InlineData("from above", new double[] { 10, 11, 12, 9 }, "3S")]
    [InlineData("stays above", new double[] { 10, 9, 11, 12, 13 }, "2L")]
    [InlineData("equal before: the candle that parts them crosses", new double[] { 10, 10, 11 }, "2L")]
    [InlineData("equal now: no crossing", new double[] { 10, 9, 9 }, "")]
    [InlineData("equal in between: crosses again", new double[] { 10, 9, 11, 11, 12 }, "2L 4L")]
    [InlineData("nothing before the first value", new double[] { 9, 11 }, "")]
    [InlineData("never moves", new double[] { 10, 10, 10, 10 }, "")]
    public void Rule_Closes_TriggersOn(string what, double[] closes, string expected) =>
        SetupCandles.Sides("momentum", Rule, SetupCandles.Of(closes)).Should().Be(expected, what);

    [Fact]
    public void Rule_ShortNotEnabled_PlansLongsAlone() =>
        SetupCandles.Sides("momentum", "average=sma;fast=1;slow=2", SetupCandles.Of(10, 9, 11, 8, 12)).Should().Be("2L 4L");

    [Fact]
    public void Rule_ExponentialAverages_AreThoseOfTheDefinition()
    {
        // EMA over 3 starts with the mean of 10, 9, 8; then it moves half of the way to each close: 9, 10, 10.5.
        SetupCandles.Sides("momentum", "fast=1;slow=3;short=true", SetupCandles.Of(10, 9, 8, 11, 11, 10)).Should().Be("3L 5S");
    }

    [Fact]
    public void Plan_Long_HasStopTargetsAndConfidenceOfItsOptions()
    {
        var (index, plan) = SetupCandles.Plans("momentum", "average=sma;fast=1;slow=2;stop_lookback=2;tp1_r=1.5;tp2_r=3", SetupCandles.Of(10, 9, 8, 11)).Single();

        // The lowest low is 8 - 1; R is 4, and the close is 1.5 above the slow average of 9.5.
        index.Should().Be(3);
        (plan.Stop, plan.Tp1, plan.Tp2).Should().Be((7, 17, 23));
        plan.Confidence.Should().BeApproximately(0.5 + (0.5 * 1.5 / 4), 1e-15);
        plan.Rationale.Should().Be("SMA 1 crossed above SMA 2");
    }

    [Fact]
    public void Plan_Short_IsTheMirror()
    {
        var (_, plan) = SetupCandles.Plans("momentum", "average=sma;fast=1;slow=2;stop_lookback=2;short=true", SetupCandles.Of(20, 21, 22, 19)).Single();

        (plan.Stop, plan.Tp1, plan.Tp2).Should().Be((23, 15, 11));
        plan.Confidence.Should().BeApproximately(0.5 + (0.5 * 1.5 / 4), 1e-15);
        plan.Rationale.Should().Be("SMA 1 crossed below SMA 2");
    }

    [Fact]
    public void Plan_StopByRange_IsAMultipleOfTheAverageTrueRange()
    {
        // Every candle's true range is 3: 1 from open to close, and 1 on each side.
        var closes = Enumerable.Range(0, 20).Select(i => 100.0 - i).Append(82).ToArray();

        var (_, plan) = SetupCandles.Plans("momentum", "average=sma;fast=1;slow=2;stop=atr;stop_atr=1.5", SetupCandles.Of(closes)).Single();

        (82 - plan.Stop).Should().BeApproximately(4.5, 1e-12);
        (plan.Tp1 - 82).Should().BeApproximately(4.5, 1e-12);
    }

    [Theory]
    [InlineData("fast=26", "fast must be less than slow")]
    [InlineData("slow=171", "slow must be at most 170 with average=ema")]
    [InlineData("tp1_r=2", "tp2_r must be more than tp1_r")]
    [InlineData("stop=none", "stop=none: expected swing or atr")]
    [InlineData("stop_lookback=0", "stop_lookback=0: expected a whole number from 1 to 500")]
    public void Options_Wrong_AreNamed(string parameters, string named)
    {
        var bind = () => StrategyCatalog.BuiltIn.Find("momentum").Bind(parameters, 0.05);

        bind.Should().Throw<StrategyException>().WithMessage($"*{named}*");
    }
}
