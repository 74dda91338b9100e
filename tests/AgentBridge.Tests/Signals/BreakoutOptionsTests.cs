using AgentBridge.Signals;

namespace AgentBridge.Tests.Signals;

public sealed class BreakoutOptionsTests
{
    public static TheoryData<BreakoutOptions, string> OutOfRange => new()
    {
        { new() { HighLookback = 0 }, nameof(BreakoutOptions.HighLookback) },
        { new() { HighLookback = 501 }, nameof(BreakoutOptions.HighLookback) },
        { new() { LowLookback = 0 }, nameof(BreakoutOptions.LowLookback) },
        { new() { LowLookback = 501 }, nameof(BreakoutOptions.LowLookback) },
        { new() { Tp1R = 0 }, nameof(BreakoutOptions.Tp1R) },
        { new() { Tp1R = double.NaN }, nameof(BreakoutOptions.Tp1R) },
        { new() { Tp2R = 1 }, nameof(BreakoutOptions.Tp2R) },
        { new() { Tp2R = double.PositiveInfinity }, nameof(BreakoutOptions.Tp2R) },
        { new() { Confidence = 0 }, nameof(BreakoutOptions.Confidence) },
        { new() { Confidence = 1.01 }, nameof(BreakoutOptions.Confidence) },
        { new() { Confidence = double.NaN }, nameof(BreakoutOptions.Confidence) },
        { new() { MaxCapitalPct = 0 }, nameof(BreakoutOptions.MaxCapitalPct) },
        { new() { MaxCapitalPct = 1.01 }, nameof(BreakoutOptions.MaxCapitalPct) },
        { new() { MaxCapitalPct = double.NaN }, nameof(BreakoutOptions.MaxCapitalPct) },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Constructor_SettingOutsideItsRange_IsRefusedByName(BreakoutOptions options, string name)
    {
        var make = () => new BreakoutGenerator(options);

        make.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    public void Constructor_LookbackAtTheEndOfItsRange_IsAccepted(int lookback) =>
        new BreakoutGenerator(new BreakoutOptions { HighLookback = lookback, LowLookback = lookback }).WarmupPeriod.Should().Be(lookback + 1);

    [Fact]
    public void Create_EveryName_MakesAGenerator()
    {
        foreach (var name in SignalGenerators.Names)
        {
            SignalGenerators.Create(name, 0.05).Name.Should().StartWith(name + "/");
        }
    }

    [Fact]
    public void Create_UnknownName_NamesThoseThereAre()
    {
        var make = () => SignalGenerators.Create("breakin", 0.05);

        make.Should().Throw<ArgumentException>().WithMessage("*'breakin'*breakout*");
    }
}
