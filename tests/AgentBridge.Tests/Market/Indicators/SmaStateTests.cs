using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class SmaStateTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(97)]
    public void Update_GeneratedCloses_IsTheExactMeanRoundedOnce(int period) => RequireExact(Histories.Closes(600), period);

    [Theory]
    [InlineData("spike")]
    [InlineData("halt")]
    [InlineData("1e-8")]
    [InlineData("1e-300")]
    [InlineData("1e300")]
    [InlineData("mixed")]
    public void Update_ExtremeHistory_IsTheExactMeanRoundedOnce(string history) => RequireExact(Histories.Named(history), 20);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(20)]
    public void Update_StartedElsewhere_IsBitIdenticalAfterTheWarmUp(int period)
    {
        var closes = Histories.Closes(2_000);
        var all = Averages(closes, period);

        for (var start = 1; start < 100; start++)
        {
            Averages(closes[start..], period).Skip(SmaState.WarmUpOf(period) - 1).Should().Equal(all.Skip(start + SmaState.WarmUpOf(period) - 1));
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e308)]
    public void Update_ValueThatCantBeSummed_IsRefusedAndChangesNothing(double value)
    {
        var state = new SmaState(3);
        foreach (var x in new double[] { 1, 2, 3, 4 })
        {
            state.Update(x).Should().BeTrue();
        }

        state.Update(value).Should().BeFalse();

        state.Peek(value).Should().Be(double.NaN);
        state.Value.Should().Be(3);
        state.Update(5).Should().BeTrue();
        state.Value.Should().Be(4);
    }

    private static double[] Averages(double[] values, int period)
    {
        var averages = new double[values.Length];
        new SmaState(period).UpdateAll(values, averages);
        return averages;
    }

    private static void RequireExact(double[] values, int period)
    {
        var averages = Averages(values, period);
        for (var i = 0; i < values.Length; i++)
        {
            averages[i].Should().Be(i < period - 1 ? double.NaN : ExactMean(values.AsSpan((i - period + 1)..(i + 1))), "value {0}", i);
        }
    }

    private static double ExactMean(ReadOnlySpan<double> values)
    {
        var sum = Exact.Zero;
        foreach (var value in values)
        {
            sum += value;
        }

        return (sum / values.Length).ToDouble();
    }
}
