using AgentBridge.Schema;

namespace AgentBridge.Tests.Schema;

/// <summary>Signals created in code: values that a reader can never produce must be refused as well.</summary>
public sealed class SignalValidatorTests
{
    private static readonly TradingSignal Signal = Corpus.ExampleSignal;

    private static readonly (string Field, ViolationCode Code, Func<TradingSignal, double, TradingSignal> Set)[] Numbers =
    [
        ("confidence", ViolationCode.ConfidenceOutOfRange, (s, v) => s with { Confidence = v }),
        ("entry.price", ViolationCode.PriceOutOfRange, (s, v) => s with { Entry = s.Entry with { Price = v } }),
        ("risk.initial_stop", ViolationCode.PriceOutOfRange, (s, v) => s with { Risk = s.Risk with { InitialStop = v } }),
        ("risk.take_profits[0].price", ViolationCode.PriceOutOfRange, (s, v) => WithFirst(s, t => t with { Price = v })),
        ("risk.take_profits[0].size_pct", ViolationCode.SizeOutOfRange, (s, v) => WithFirst(s, t => t with { SizePct = v })),
        ("risk.take_profits[1].price", ViolationCode.PriceOutOfRange, (s, v) => WithSecond(s, t => t with { Price = v })),
        ("risk.take_profits[1].size_pct", ViolationCode.SizeOutOfRange, (s, v) => WithSecond(s, t => t with { SizePct = v })),
        ("risk.max_capital_pct", ViolationCode.CapitalOutOfRange, (s, v) => s with { Risk = s.Risk with { MaxCapitalPct = v } }),
    ];

    public static IEnumerable<object[]> BadNumbers =>
        from number in Enumerable.Range(0, Numbers.Length)
        from value in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, -1, -double.Epsilon }
        select new object[] { number, value };

    [Theory]
    [MemberData(nameof(BadNumbers))]
    public void Validate_InvalidNumber_NamesTheField(int number, double value)
    {
        var (field, code, set) = Numbers[number];

        var violation = SignalValidator.Validate(set(Signal, value));

        violation.Should().NotBeNull();
        violation!.Value.Code.Should().Be(code);
        violation.Value.Field.Should().Be(field);
    }

    public static TheoryData<ViolationCode, TradingSignal> Made => new()
    {
        { ViolationCode.InvalidSide, Signal with { Side = SignalSide.Unspecified } },
        { ViolationCode.InvalidSide, Signal with { Side = (SignalSide)3 } },
        { ViolationCode.InvalidEntryType, Signal with { Entry = Signal.Entry with { Type = EntryType.Unspecified } } },
        { ViolationCode.InvalidEntryType, Signal with { Entry = null! } },
        { ViolationCode.MissingField, Signal with { Risk = null! } },
        { ViolationCode.InvalidSymbol, Signal with { Symbol = null! } },
        { ViolationCode.InvalidSymbol, Signal with { Symbol = "btc/usdt" } },
        { ViolationCode.InvalidRationale, Signal with { Rationale = null! } },
        { ViolationCode.InvalidRationale, Signal with { Rationale = "\ud800" } },
        { ViolationCode.InvalidRationale, Signal with { Rationale = new string('a', 100_000) } },
        { ViolationCode.InvalidTimestamp, Signal with { Timestamp = Signal.Timestamp.ToOffset(TimeSpan.FromHours(2)) } },
        { ViolationCode.InvalidTimestamp, Signal with { Timestamp = Signal.Timestamp.AddTicks(1) } },
    };

    [Theory]
    [MemberData(nameof(Made))]
    public void Validate_MadeWrong_NamesTheCode(ViolationCode code, TradingSignal signal) =>
        SignalValidator.Validate(signal)!.Value.Code.Should().Be(code);

    [Fact]
    public void Validate_Example_HasNoViolation() => SignalValidator.Validate(Signal).Should().BeNull();

    [Fact]
    public void SignalViolation_Default_IsNoViolation() => default(SignalViolation).Code.Should().Be(ViolationCode.Unspecified);

    private static TradingSignal WithFirst(TradingSignal s, Func<TakeProfit, TakeProfit> change) =>
        s with { Risk = s.Risk with { TakeProfits = s.Risk.TakeProfits with { First = change(s.Risk.TakeProfits.First) } } };

    private static TradingSignal WithSecond(TradingSignal s, Func<TakeProfit, TakeProfit> change) =>
        s with { Risk = s.Risk with { TakeProfits = s.Risk.TakeProfits with { Second = change(s.Risk.TakeProfits.Second) } } };
}
