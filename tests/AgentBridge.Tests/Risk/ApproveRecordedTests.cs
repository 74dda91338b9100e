using AgentBridge.Risk;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Risk;

/// <summary>The gate without candles: every rule that needs none still applies.</summary>
public sealed class ApproveRecordedTests
{
    [Fact]
    public void ApproveRecorded_GoodSignal_IsApprovedWithTheLowerCap()
    {
        var verdict = (new GateCase() with { Signal = GateCase.LongSignal(100, 90, 0.9) }).ApplyRecorded();

        verdict.Approved!.Signal.Should().Be(GateCase.LongSignal(100, 90, 0.05));
    }

    [Theory]
    [InlineData(-5_001, DenyCode.SignalFromFuture)]
    [InlineData(-5_000, DenyCode.Unspecified)]
    [InlineData(600_000, DenyCode.Unspecified)]
    [InlineData(600_001, DenyCode.SignalStale)]
    public void ApproveRecorded_Age_BothEndsAreIncluded(long ageMs, DenyCode code)
    {
        var verdict = (new GateCase() with { Now = GateCase.Close.AddMilliseconds(ageMs) }).ApplyRecorded();

        verdict.Check.Code.Should().Be(code);
        verdict.IsApproved.Should().Be(code == DenyCode.Unspecified);
    }

    [Fact]
    public void ApproveRecorded_Faults_AreDeniedInTheOrderOfTheCodes()
    {
        var c = new GateCase() with { Options = new RiskOptions { MaxCapitalPct = 0 } };
        Denies(c, DenyCode.CapitalNotPositive);
        c = c with { Options = c.Options! with { MinRr = 1.6 } };
        Denies(c, DenyCode.RewardRiskTooLow);
        c = c with { Now = GateCase.Close.AddDays(1) };
        Denies(c, DenyCode.SignalStale);
        c = c with { Signal = GateCase.ShortSignal(100, 110) };
        Denies(c, DenyCode.SideNotAllowed);
        c = c with { Signal = c.Signal! with { Confidence = 2 } };
        Denies(c, DenyCode.SignalInvalid);
        c = c with { Options = c.Options! with { AtrPeriod = 0 } };
        Denies(c, DenyCode.OptionsInvalid);
    }

    [Fact]
    public void ApproveRecorded_StopFarBeyondAnyAtr_IsNotJudged() =>
        (new GateCase() with { Signal = GateCase.LongSignal(100, 1) }).ApplyRecorded().IsApproved.Should().BeTrue();

    private static void Denies(GateCase c, DenyCode code) => c.ApplyRecorded().Check.Code.Should().Be(code);
}
