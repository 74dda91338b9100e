using AgentBridge.Signals;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Signals;

public sealed class BreakoutOptionsTests
{
    [Theory]
    [InlineData("high_lookback=0")]
    [InlineData("high_lookback=501")]
    [InlineData("low_lookback=0")]
    [InlineData("low_lookback=501")]
    [InlineData("tp1_r=0")]
    [InlineData("tp1_r=NaN")]
    [InlineData("tp2_r=Infinity")]
    [InlineData("confidence=0")]
    [InlineData("confidence=1.01")]
    [InlineData("confidence=NaN")]
    public void Bind_SettingOutsideItsRange_IsRefusedByName(string parameter)
    {
        var make = () => TestStrategies.Breakout(parameters: parameter);

        make.Should().Throw<StrategyException>().WithMessage($"strategy breakout: {parameter}: expected *");
    }

    [Fact]
    public void Bind_SecondTargetNotBeyondTheFirst_IsRefused()
    {
        var make = () => TestStrategies.Breakout(parameters: "tp2_r=1");

        make.Should().Throw<StrategyException>().WithMessage("strategy breakout: tp2_r must be more than tp1_r (tp2_r=1, tp1_r=1)");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Bind_CapOutsideItsRange_IsRefused(double cap)
    {
        var make = () => TestStrategies.Breakout(cap);

        make.Should().Throw<StrategyException>().WithMessage("*max_capital_pct*");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    public void Bind_LookbackAtTheEndOfItsRange_IsAccepted(int lookback) =>
        TestStrategies.Breakout(parameters: FormattableString.Invariant($"high_lookback={lookback};low_lookback={lookback}")).Needs.WarmUp.Should().Be(lookback + 1);

    [Fact]
    public void Bind_EveryBuiltIn_HasItsName()
    {
        foreach (var descriptor in StrategyCatalog.BuiltIn.All)
        {
            descriptor.Bind(string.Empty, 0.05).Name.Should().Be($"{descriptor.Name.Name}/{descriptor.Name.Version}");
        }
    }
}
