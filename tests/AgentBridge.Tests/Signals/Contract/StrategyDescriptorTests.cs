using System.Globalization;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Signals.Contract;

public sealed class StrategyDescriptorTests
{
    private static readonly StrategyDescriptor EveryKindOf = StrategyDescriptor.Of<EveryKind, EveryKindOptions>();

    [Fact]
    public void Parameters_EveryKind_AreDescribed()
    {
        EveryKindOf.Parameters.Select(p => $"{p.Name} {p.Kind} {p.Default} | {p.Expected} | {p.Meaning}").Should().Equal(
            "count Int 7 | a whole number from -5 to 50 | a whole number",
            "long_count Long 5000000000 | a whole number from 0 to 1000000000000000 | a long whole number",
            "share Double 0.25 | a number more than 0 and at most 1 | a share",
            "is_on Bool true | true or false | a switch",
            "basis Enum high_low | close or high_low | a choice",
            "timeframe Timeframe 1h | a timeframe such as 1h | a timeframe",
            "pair Pair ETH/USDT | a pair such as BTC/USDT | a pair");
        EveryKindOf.Name.ToString().Should().Be("every-kind/3");
        EveryKindOf.Needs.WarmUp.Should().Be(7);
    }

    [Fact]
    public void Bind_Defaults_EnterTheIdSorted() =>
        EveryKindOf.Bind(string.Empty, 0.05).Parameters.Should().Be("basis=high_low;count=7;is_on=true;long_count=5000000000;pair=ETH/USDT;share=0.25;timeframe=1h");

    [Fact]
    public void Bind_Values_EnterTheIdInOneForm() =>
        EveryKindOf.Bind(" share = 2.50e-1 ; count=-0;long_count=3; is_on=false;basis=close;timeframe=4h;pair=BTC/USDT:USDT; ", 0.05).Parameters
            .Should().Be("basis=close;count=0;is_on=false;long_count=3;pair=BTC/USDT:USDT;share=0.25;timeframe=4h");

    [Theory]
    [InlineData("count=51", "count=51: expected a whole number from -5 to 50 (a whole number); leave it out for 7")]
    [InlineData("count=1.5", "count=1.5: expected a whole number from -5 to 50")]
    [InlineData("count= 1 000", "count='1 000': expected a whole number")]
    [InlineData("share=0", "share=0: expected a number more than 0 and at most 1")]
    [InlineData("share=NaN", "share=NaN: expected a number")]
    [InlineData("share=0,5", "share=0,5: expected a number")]
    [InlineData("share=Infinity", "share=Infinity: expected a number")]
    [InlineData("share=1e400", "share=1e400: expected a number")]
    [InlineData("is_on=yes", "is_on=yes: expected true or false")]
    [InlineData("is_on=True", "is_on=True: expected true or false")]
    [InlineData("basis=unspecified", "basis=unspecified: expected close or high_low")]
    [InlineData("basis=1", "basis=1: expected close or high_low")]
    [InlineData("timeframe=1x", "timeframe=1x: expected a timeframe")]
    [InlineData("pair=btc", "pair=btc: expected a pair")]
    [InlineData("cont=1", "cont: strategy every-kind has no such parameter; available: count, long_count, share, is_on, basis, timeframe, pair")]
    [InlineData("Count=1", "Count: strategy every-kind has no such parameter")]
    [InlineData("count=1;count=2", "count: given twice")]
    [InlineData("count", "'count' is not a parameter; expected name=value")]
    [InlineData("count=", "'count=' is not a parameter")]
    [InlineData("count=1;;share=1", "'' is not a parameter")]
    [InlineData("count=13", "count must not be 13 (count=13)")]
    public void Bind_WrongParameter_IsNamedWithValueRangeAndRemedy(string parameters, string expected)
    {
        var bind = () => EveryKindOf.Bind(parameters, 0.05);

        bind.Should().Throw<StrategyException>().Which.Errors.Should().ContainSingle().Which.Should().Contain(expected);
    }

    [Fact]
    public void Bind_SeveralWrongParameters_AreNamedTogether()
    {
        var bind = () => EveryKindOf.Bind("count=99;share=2", 0.05);

        bind.Should().Throw<StrategyException>().Which.Errors.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Bind_CapOutside_IsRefused(double cap)
    {
        var bind = () => EveryKindOf.Bind(string.Empty, cap);

        bind.Should().Throw<StrategyException>().WithMessage("*max_capital_pct*");
    }

    [Fact]
    public void Of_FaultyOptions_NamesEachFault()
    {
        var describe = () => StrategyDescriptor.Of<Faulty, FaultyOptions>();

        describe.Should().Throw<StrategyException>().Which.Errors.Should().BeEquivalentTo(
        [
            "strategy faulty, option WithoutAnything: no meaning; add [Description(\"…\")]",
            "strategy faulty, option WithoutAnything: no range; add [Range(min, max)] with numbers, min not above max",
            "strategy faulty, option WithoutRange: no range; add [Range(min, max)] with numbers, min not above max",
            "strategy faulty, option WithoutMeaning: no meaning; add [Description(\"…\")]",
            "strategy faulty, option DefaultOutside: its default 3 is not a whole number from 1 to 2",
            "strategy faulty, option Text: its type is String; expected int, long, double, bool, an enumeration, Timeframe or Pair",
            "strategy faulty, option Reversed: no range; add [Range(min, max)] with numbers, min not above max",
        ]);
    }

    [Fact]
    public void Bind_ForeignCulture_ReadsAndWritesTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = culture;

            EveryKindOf.Bind("share=0.5;count=-3", 0.05).Parameters.Should().Contain("count=-3;").And.Contain("share=0.5;");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Breakout")]
    [InlineData("1st")]
    [InlineData("a_b")]
    [InlineData("a/1")]
    [InlineData("abcdefghijabcdefghijabcdefghijabcdefghijx")]
    public void StrategyName_WrongName_IsRefused(string name)
    {
        var make = () => new StrategyName(name, 1);

        make.Should().Throw<StrategyException>().WithMessage($"*'{name}'*");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_000)]
    public void StrategyName_WrongVersion_IsRefused(int version)
    {
        var make = () => new StrategyName("a", version);

        make.Should().Throw<StrategyException>().WithMessage("*version*");
    }

    [Fact]
    public void Breakout_Vector_IsTheId()
    {
        var strategy = StrategyCatalog.BuiltIn.Find("breakout").Bind(string.Empty, 0.05);

        strategy.Name.Should().Be("breakout/1");
        strategy.Parameters.Should().Be("confidence=0.6;high_lookback=19;low_lookback=10;tp1_r=1;tp2_r=2");
        strategy.MakeSignal(new TradePlan(SignalSide.Long, 1, 3, 4, 0.6, "r").At(2), "BTC/USDT", TestCandles.FiveMinutes, 1_748_779_200_000).DecisionId
            .Should().Be(Guid.Parse("8d6a6e47-9dae-5ba4-b54f-3c17d5a749c4"));
    }

    [Fact]
    public void Catalog_BuiltInName_IsReserved()
    {
        var add = () => StrategyCatalog.BuiltIn.With([StrategyDescriptor.Of<Breakout, BreakoutOptions>()], "mine.dll");

        add.Should().Throw<StrategyException>().WithMessage("mine.dll: strategy breakout *taken by the built-in breakout/1*");
    }

    [Fact]
    public void Catalog_AnotherAssembly_IsAddedOnceByName()
    {
        var catalog = StrategyCatalog.BuiltIn.With([EveryKindOf], "mine.dll");
        var again = () => catalog.With([EveryKindOf], "other.dll");

        catalog.Find("every-kind").Should().BeSameAs(EveryKindOf);
        catalog.All.Should().HaveCount(StrategyCatalog.BuiltIn.All.Count + 1);
        again.Should().Throw<StrategyException>().WithMessage("other.dll: strategy every-kind*taken by every-kind/3*");
    }

    [Fact]
    public void Find_UnknownName_NamesThoseThereAre()
    {
        var find = () => StrategyCatalog.BuiltIn.Find("breakin");

        find.Should().Throw<StrategyException>().WithMessage($"strategy breakin: *{TestStrategies.BuiltInList}*");
    }
}
