using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Signals.Contract;

/// <summary>A plan has the same contract violations as its signal.</summary>
public sealed class PlanValidatorTests
{
    private static readonly Strategy Strategy = StrategyCatalog.BuiltIn.Find("breakout").Bind(string.Empty, 0.05);

    [Fact]
    public void Validate_AnyPlan_AgreesWithTheSignalsValidator() =>
        Property.Holds(Gen.ArrayOf(Property.AnyDouble, 6).Zip(Gen.Choose(0, 1_000_000)), 2_000, drawn =>
        {
            var (numbers, seed) = drawn;
            double Price(int i) => seed % 3 == 0 ? numbers[i] : 100 + ((seed >> i) % 7) - 3;
            var plan = new TradePlan((SignalSide)(seed % 4), Price(0), Price(1), Price(2), seed % 5 == 0 ? numbers[3] : 0.5, seed % 11 == 0 ? "\n" : "why")
            {
                Entry = Price(4),
                Tp1Share = seed % 7 == 0 ? numbers[5] : 0.25,
                EntryType = (EntryType)(seed % 3),
            };

            var expected = SignalValidator.Validate(Strategy.MakeSignal(plan, "BTC/USDT", TestCandles.FiveMinutes, TestCandles.ExampleOpenMs));
            var actual = PlanValidator.Validate(plan);

            (actual is null).Should().Be(expected is null, "{0}: {1}", plan, expected);
        });

    [Fact]
    public void Validate_DefaultPlan_Violates() => PlanValidator.Validate(default).Should().NotBeNull();

    [Fact]
    public void Validate_NoEntry_Violates() =>
        PlanValidator.Validate(new TradePlan(SignalSide.Long, 1, 3, 4, 1, "why"))!.Value.Code.Should().Be(ViolationCode.PriceOutOfRange);

    [Fact]
    public void Validate_ValidPlan_AllocatesNothing()
    {
        var plan = new TradePlan(SignalSide.Short, 3, 1.5, 1, 1, "why").At(2);
        _ = PlanValidator.Validate(plan);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var violation = PlanValidator.Validate(plan);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        violation.Should().BeNull();
    }
}
