using System.Reflection;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;

namespace AgentBridge.Tests.Risk;

/// <summary>Unset, missing, NaN or absurd values are denied, and nothing throws.</summary>
public sealed class FailClosedTests
{
    private static readonly TradingSignal Good = GateCase.LongSignal(100, 90);

    public static TheoryData<string> NaNInSignal => [.. SignalNumbers.Keys];

    public static TheoryData<string> NaNInOptions => [.. OptionNumbers.Keys];

    private static Dictionary<string, Func<TradingSignal, double, TradingSignal>> SignalNumbers { get; } = new(StringComparer.Ordinal)
    {
        ["confidence"] = (s, v) => s with { Confidence = v },
        ["entry.price"] = (s, v) => s with { Entry = s.Entry with { Price = v } },
        ["initial_stop"] = (s, v) => s with { Risk = s.Risk with { InitialStop = v } },
        ["tp1.price"] = (s, v) => s with { Risk = s.Risk with { TakeProfits = s.Risk.TakeProfits with { First = s.Risk.TakeProfits.First with { Price = v } } } },
        ["tp1.size_pct"] = (s, v) => s with { Risk = s.Risk with { TakeProfits = s.Risk.TakeProfits with { First = s.Risk.TakeProfits.First with { SizePct = v } } } },
        ["tp2.price"] = (s, v) => s with { Risk = s.Risk with { TakeProfits = s.Risk.TakeProfits with { Second = s.Risk.TakeProfits.Second with { Price = v } } } },
        ["tp2.size_pct"] = (s, v) => s with { Risk = s.Risk with { TakeProfits = s.Risk.TakeProfits with { Second = s.Risk.TakeProfits.Second with { SizePct = v } } } },
        ["max_capital_pct"] = (s, v) => s with { Risk = s.Risk with { MaxCapitalPct = v } },
    };

    private static Dictionary<string, Func<RiskOptions, double, RiskOptions>> OptionNumbers { get; } = new(StringComparer.Ordinal)
    {
        ["MinAtrMultiple"] = (o, v) => o with { MinAtrMultiple = v },
        ["MaxAtrMultiple"] = (o, v) => o with { MaxAtrMultiple = v },
        ["MinRr"] = (o, v) => o with { MinRr = v },
        ["MaxCapitalPct"] = (o, v) => o with { MaxCapitalPct = v },
    };

    [Fact]
    public void Defaults_AreDenied()
    {
        default(GateCheck).Passed.Should().BeFalse();
        default(GateCheck).Code.Should().Be(DenyCode.Unspecified);
        default(RiskVerdict).IsApproved.Should().BeFalse();
        default(RiskVerdict).Check.Passed.Should().BeFalse();
        default(RiskVerdict).ToString().Should().Be("UNSPECIFIED");
        (new GateCase() with { Market = default }).Code().Should().Be(DenyCode.CandlesMissing);
        RiskGate.Judge(default, new RiskOptions()).Code.Should().Be(DenyCode.SignalInvalid);
        RiskGate.Judge(new RiskContext(default, new GateCase().Market, new AccountState(0.05), 0), new RiskOptions()).Code.Should().Be(DenyCode.SignalInvalid);
        RiskGate.Judge(default, null).Code.Should().Be(DenyCode.OptionsInvalid);
        default(MarketTracker).State.Should().Be(new MarketState(0, 0, 0, 0, 0, double.NaN));
    }

    [Fact]
    public void DefaultTracker_FedWithCandles_IsStillDenied()
    {
        var tracker = default(MarketTracker);
        foreach (var candle in TestCandles.Breakout(60))
        {
            tracker.Update(candle);
        }

        // It has no timeframe, so its close equals the candle's open.
        var market = tracker.State with { CloseTimeMs = GateCase.Close.ToUnixTimeMilliseconds() };
        (new GateCase() with { Market = market }).Code().Should().Be(DenyCode.CandlesMissing);
    }

    [Theory]
    [MemberData(nameof(NaNInSignal))]
    public void ApplyRisk_NaNInTheSignal_IsDenied(string field)
    {
        var signal = SignalNumbers[field](Good, double.NaN);

        (new GateCase() with { Signal = signal }).Code().Should().Be(DenyCode.SignalInvalid);
        (new GateCase() with { Signal = signal }).ApplyRecorded().Check.Code.Should().Be(DenyCode.SignalInvalid);
    }

    [Theory]
    [MemberData(nameof(NaNInSignal))]
    public void Judge_NaNInThePlan_IsDenied(string field)
    {
        var good = new GateCase();
        var judged = RiskGate.Judge(RiskContext.Of(SignalNumbers[field](Good, double.NaN), good.Market, good.Now.ToUnixTimeMilliseconds()), good.Options);

        judged.Code.Should().Be(DenyCode.SignalInvalid);
    }

    [Theory]
    [MemberData(nameof(NaNInOptions))]
    public void ApplyRisk_NaNInTheOptions_IsDenied(string setting)
    {
        var options = OptionNumbers[setting](new RiskOptions(), double.NaN);

        options.IsValid.Should().BeFalse();
        (new GateCase() with { Options = options }).Code().Should().Be(DenyCode.OptionsInvalid);
        (new GateCase() with { Options = options }).ApplyRecorded().Check.Code.Should().Be(DenyCode.OptionsInvalid);
    }

    [Theory]
    [InlineData(double.NaN, DenyCode.AtrNotReady)]
    [InlineData(0.0, DenyCode.AtrNotPositive)]
    [InlineData(-1.0, DenyCode.AtrNotPositive)]
    [InlineData(double.PositiveInfinity, DenyCode.AtrNotPositive)]
    [InlineData(double.NegativeInfinity, DenyCode.AtrNotPositive)]
    [InlineData(double.Epsilon, DenyCode.StopTooFar)]
    [InlineData(double.MaxValue, DenyCode.StopTooNear)]
    public void ApplyRisk_AbsurdAtr_IsDenied(double atr, DenyCode code)
    {
        var good = new GateCase();

        (good with { Market = good.Market with { Atr = atr } }).Code().Should().Be(code);
    }

    [Fact]
    public void ApplyRisk_InvalidCandleAmongTheLastTwenty_IsDenied()
    {
        Func<Candle, double, Candle>[] columns =
        [
            (c, v) => c with { Open = v }, (c, v) => c with { High = v }, (c, v) => c with { Low = v }, (c, v) => c with { Close = v }, (c, v) => c with { Volume = v },
        ];
        foreach (var value in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1 })
        {
            for (var back = 0; back < 25; back++)
            {
                foreach (var spoil in columns)
                {
                    var candles = TestCandles.Breakout(60);
                    candles[^(back + 1)] = spoil(candles[^(back + 1)], value);

                    var verdict = ApplyToSeries(TestCandles.Series(candles));

                    verdict.Check.Code.Should().Be(back < 20 ? DenyCode.CandleInvalid : DenyCode.Unspecified, "{0} is {1} candles back", value, back);
                    verdict.IsApproved.Should().Be(back >= 20);
                }
            }
        }
    }

    [Theory]
    [InlineData(0, DenyCode.CandlesMissing)]
    [InlineData(1, DenyCode.AtrNotReady)]
    [InlineData(14, DenyCode.AtrNotReady)]
    [InlineData(15, DenyCode.Unspecified)]
    public void ApplyRisk_FewCandles_AreDenied(int count, DenyCode code) =>
        ApplyToSeries(TestCandles.Series(TestCandles.Breakout(30)).Last(count)).Check.Code.Should().Be(code);

    [Fact]
    public void ApplyRisk_NullArguments_AreDenied()
    {
        var gate = new RiskGate(new FakeTimeProvider(GateCase.Close));
        var series = TestCandles.Series(TestCandles.Breakout(30));

        gate.ApplyRisk(null, series, new RiskOptions()).Check.Code.Should().Be(DenyCode.SignalInvalid);
        gate.ApplyRisk(Good, null, new RiskOptions()).Check.Code.Should().Be(DenyCode.CandlesMissing);
        gate.ApplyRisk(Good, series, null).Check.Code.Should().Be(DenyCode.OptionsInvalid);
        gate.ApplyRisk(null, null, null).Check.Code.Should().Be(DenyCode.OptionsInvalid);
        gate.ApplyRisk(null, null, new RiskOptions()).Check.Code.Should().Be(DenyCode.SignalInvalid);
        gate.ApplyRisk(Good with { Rationale = "" }, null, new RiskOptions()).Check.Code.Should().Be(DenyCode.SignalInvalid);
        (new GateCase() with { Symbol = null }).Code().Should().Be(DenyCode.SymbolMismatch);
        RiskGate.ApproveRecorded(null, GateCase.Close, null).Check.Code.Should().Be(DenyCode.OptionsInvalid);
        RiskGate.ApproveRecorded(null, GateCase.Close, new RiskOptions()).Check.Code.Should().Be(DenyCode.SignalInvalid);
    }

    [Fact]
    public void ApplyRisk_NullParts_AreDenied()
    {
        TradingSignal[] signals =
        [
            Good with { Symbol = null! }, Good with { Entry = null! }, Good with { Risk = null! }, Good with { Rationale = null! },
            Good with { Risk = Good.Risk with { TakeProfits = default } }, Good with { Side = default }, Good with { Side = (SignalSide)7 },
            Good with { Entry = new SignalEntry(default, 100) }, Good with { Timestamp = default },
        ];
        foreach (var signal in signals)
        {
            (new GateCase() with { Signal = signal }).Apply().IsApproved.Should().BeFalse();
            (new GateCase() with { Signal = signal }).ApplyRecorded().IsApproved.Should().BeFalse();
        }
    }

    [Fact]
    public void Gate_AnyNumbers_NeverThrowsAndNeverApprovesWhatTheContractRefuses() =>
        Property.Holds(Property.AnyDouble.ArrayOf(15), 3_000, v =>
        {
            var signal = Good with
            {
                Confidence = v[0],
                Entry = new SignalEntry(EntryType.Market, v[1]),
                Risk = new RiskPlan(v[2], new TakeProfits(new(v[3], v[4]), new(v[5], v[6])), v[7]),
            };
            var options = new RiskOptions { MinAtrMultiple = v[8], MaxAtrMultiple = v[9], MinRr = v[10], MaxCapitalPct = v[11] };
            var good = new GateCase();
            var mixed = good with { Signal = signal, Options = options, Market = good.Market with { Atr = v[12] } };

            foreach (var c in new[] { mixed, mixed with { Options = good.Options }, mixed with { Signal = good.Signal }, good with { Market = mixed.Market } })
            {
                var mayPass = SignalValidator.Validate(c.Signal!) is null && c.Options!.IsValid;
                var verdict = c.Apply();
                verdict.IsApproved.Should().Be(verdict.Check.Passed);
                (verdict.IsApproved && (!mayPass || !(c.Market.Atr > 0))).Should().BeFalse();
                (c.ApplyRecorded().IsApproved && !mayPass).Should().BeFalse();
                var judged = RiskGate.Judge(RiskContext.Of(c.Signal!, c.Market, c.Now.ToUnixTimeMilliseconds()), c.Options);
                (mayPass && judged != verdict.Check).Should().BeFalse();
            }
        });

    [Fact]
    public void Judge_AbsurdInstants_NeverPassAsFresh()
    {
        long[] instants = [long.MinValue, long.MinValue + 1, -1, 0, 1, long.MaxValue - 1, long.MaxValue];
        foreach (var decided in instants)
        {
            foreach (var now in instants)
            {
                var market = new GateCase().Market with { CloseTimeMs = decided };

                var apart = Int128.Abs((Int128)now - decided);
                RiskGate.Judge(RiskContext.Of(Good, market, now) with { TimestampMs = decided }, new RiskOptions()).Passed.Should().Be(apart <= 2);
            }
        }
    }

    [Fact]
    public void Options_OutOfRange_AreDenied()
    {
        RiskOptions[] wrong =
        [
            new() { MinAtrMultiple = -0.1 }, new() { MinAtrMultiple = 5.1 }, new() { MaxAtrMultiple = 0, MinAtrMultiple = 0 },
            new() { MaxAtrMultiple = double.PositiveInfinity }, new() { MinRr = -0.1 }, new() { MinRr = double.PositiveInfinity },
            new() { RrBasis = RewardRiskBasis.Unspecified }, new() { RrBasis = (RewardRiskBasis)4 }, new() { MaxCapitalPct = -0.01 },
            new() { MaxCapitalPct = 1.01 }, new() { MaxFlatCandles = -1 }, new() { MaxFlatCandles = 21 }, new() { MaxSignalAgeSec = -1 },
            new() { MaxSignalAgeSec = 604_801 }, new() { AtrPeriod = 0 }, new() { AtrPeriod = 501 },
        ];
        foreach (var options in wrong)
        {
            options.IsValid.Should().BeFalse("{0}", options);
            (new GateCase() with { Options = options }).Code().Should().Be(DenyCode.OptionsInvalid);
            ApplyToSeries(TestCandles.Series(TestCandles.Breakout(30)), options).Check.Code.Should().Be(DenyCode.OptionsInvalid);
        }
    }

    [Fact]
    public void ApprovedSignal_Constructor_IsInaccessible()
    {
        typeof(ApprovedSignal).GetConstructors().Should().BeEmpty();
        typeof(ApprovedSignal).GetMethods(BindingFlags.Public | BindingFlags.Static).Should().BeEmpty();
        typeof(ApprovedSignal).GetProperties().Should().OnlyContain(p => p.SetMethod == null);
        typeof(ApprovedSignal).IsSealed.Should().BeTrue();
        typeof(RiskVerdict).GetConstructors().Should().BeEmpty();
        typeof(RiskVerdict).GetProperties().Should().OnlyContain(p => p.SetMethod == null);
    }

    [Fact]
    public void Constructor_NoClock_IsRefused()
    {
        var make = () => new RiskGate(null!);

        make.Should().Throw<ArgumentNullException>();
    }

    private static RiskVerdict ApplyToSeries(CandleSeries series, RiskOptions? options = null)
    {
        // Entry and stop of the design's example; the quiet market's ATR is about 400.
        var signal = GateCase.LongSignal(104_211, 103_800);
        return new RiskGate(new FakeTimeProvider(GateCase.Close)).ApplyRisk(signal, series, options ?? new RiskOptions());
    }
}
