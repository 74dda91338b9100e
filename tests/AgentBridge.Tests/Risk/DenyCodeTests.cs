using System.Text.RegularExpressions;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Risk;

/// <summary>Each code has a case that it denies; of two faults the first in the list is named.</summary>
public sealed class DenyCodeTests
{
    private static readonly Dictionary<DenyCode, Func<GateCase, GateCase>> Faults = new()
    {
        [DenyCode.OptionsInvalid] = c => c with { Options = c.Options! with { MaxFlatCandles = 21 } },
        [DenyCode.SignalInvalid] = c => c with { Signal = c.Signal! with { Rationale = string.Empty } },
        [DenyCode.SideNotAllowed] = c => c with { Signal = GateCase.ShortSignal(100, 110) },
        [DenyCode.SymbolMismatch] = c => c with { Symbol = "ETH/USDT" },
        [DenyCode.TimestampMismatch] = c => c with { Market = c.Market with { CloseTimeMs = c.Market.CloseTimeMs + 300_000 } },
        [DenyCode.SignalFromFuture] = c => c with { Now = GateCase.Close.AddMilliseconds(-5_001) },
        [DenyCode.SignalStale] = c => c with { Now = GateCase.Close.AddSeconds(604_801) },
        [DenyCode.CandlesMissing] = c => c with { Market = c.Market with { Count = 0 } },
        [DenyCode.CandleInvalid] = c => c with { Market = c.Market with { InvalidCandles = 1 } },
        [DenyCode.CandlesStale] = c => c with { Now = GateCase.Close.AddSeconds(601), Options = c.Options! with { MaxSignalAgeSec = 3600 } },
        [DenyCode.CandleGap] = c => c with { Market = c.Market with { FlatCandles = 4 } },
        [DenyCode.AtrNotReady] = c => c with { Market = c.Market with { Atr = double.NaN } },
        [DenyCode.AtrNotPositive] = c => c with { Market = c.Market with { Atr = 0 } },
        [DenyCode.StopTooNear] = c => c with { Market = c.Market with { Atr = 1000 } },
        [DenyCode.StopTooFar] = c => c with { Market = c.Market with { Atr = 0.001 } },
        [DenyCode.RewardRiskTooLow] = c => c with { Options = c.Options! with { MinRr = 10 } },
        [DenyCode.CapitalNotPositive] = c => c with { Options = c.Options! with { MaxCapitalPct = 0 } },
    };

    public static TheoryData<DenyCode> Codes => [.. Faults.Keys];

    public static TheoryData<DenyCode, DenyCode> Pairs
    {
        get
        {
            var pairs = new TheoryData<DenyCode, DenyCode>();
            foreach (var first in Faults.Keys)
            {
                foreach (var second in Faults.Keys)
                {
                    // Without candles there is no newest candle whose close could differ.
                    if (Order(first) < Order(second) && (first, second) != (DenyCode.TimestampMismatch, DenyCode.CandlesMissing))
                    {
                        pairs.Add(first, second);
                    }
                }
            }

            return pairs;
        }
    }

    /// <summary>The order of the checks, given by the list and independent of the code numbers.</summary>
    private static int Order(DenyCode code) => DenyCodeCatalog.All.IndexOf(DenyCodeCatalog.Of(code));

    [Theory]
    [MemberData(nameof(Codes))]
    public void ApplyRisk_OneFault_IsDeniedByItsCode(DenyCode code) => Faults[code](new GateCase()).Code().Should().Be(code);

    [Theory]
    [MemberData(nameof(Pairs))]
    public void ApplyRisk_TwoFaults_AreDeniedByTheFirst(DenyCode first, DenyCode second) =>
        Faults[first](Faults[second](new GateCase())).Code().Should().Be(first);

    [Fact]
    public void Faults_CoverEveryCode() => Faults.Keys.Should().Equal(DenyCodeCatalog.All.Select(i => i.Code).Where(c => c is not (DenyCode.Unspecified or DenyCode.RuleFailed)));

    [Fact]
    public void Codes_AreTheRulesInTheirOrder() => DenyCodeCatalog.All.Select(i => i.Name).Should().Equal(
        "UNSPECIFIED", "OPTIONS_INVALID", "SIGNAL_INVALID", "SIDE_NOT_ALLOWED", "SYMBOL_MISMATCH", "TIMESTAMP_MISMATCH", "SIGNAL_FROM_FUTURE",
        "SIGNAL_STALE", "CANDLES_MISSING", "CANDLE_INVALID", "CANDLES_STALE", "CANDLE_GAP", "ATR_NOT_READY", "ATR_NOT_POSITIVE", "STOP_TOO_NEAR",
        "STOP_TOO_FAR", "REWARD_RISK_TOO_LOW", "CAPITAL_NOT_POSITIVE", "RULE_FAILED");

    [Fact]
    public void Catalog_EveryCode_HasOneRow()
    {
        DenyCodeCatalog.All.Select(i => i.Code).Should().BeEquivalentTo(Enum.GetValues<DenyCode>());
        DenyCodeCatalog.All.Select(i => i.Name).Should().OnlyHaveUniqueItems();
        foreach (var info in DenyCodeCatalog.All)
        {
            ((int)info.Code).Should().BeLessThan(DenyCodeCatalog.FirstFree);
            info.Name.Should().Be(Regex.Replace(info.Code.ToString(), "(?<=[a-z])(?=[A-Z])", "_", RegexOptions.None, TimeSpan.FromMinutes(1)).ToUpperInvariant());
            DenyCodeCatalog.Of(info.Code).Should().BeSameAs(info);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(18)]
    [InlineData(89)]
    [InlineData(91)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Catalog_NumberWithoutACode_IsUnspecified(int number) => DenyCodeCatalog.Of((DenyCode)number).Name.Should().Be("UNSPECIFIED");

    [Fact]
    public void Readme_Table_IsThatOfTheCatalog() => GeneratedDocs.Check(
        Repository.PathOf("src", "AgentBridge.Risk", "README.md"),
        "deny-codes",
        GeneratedDocs.Table(
            ["number", "code", "meaning"],
            DenyCodeCatalog.All.Select(i => new[] { ((int)i.Code).ToString(System.Globalization.CultureInfo.InvariantCulture), $"`{i.Name}`", i.Meaning })));

    [Theory]
    [InlineData(DenyCode.TimestampMismatch, 1_748_779_500_000, 1_748_779_200_000, "measured=1748779500000 ms limit=1748779200000 ms")]
    [InlineData(DenyCode.CandlesStale, 900_000, 600_000, "measured=900000 ms limit=600000 ms")]
    [InlineData(DenyCode.CandleGap, 4, 3, "measured=4 candles limit=3 candles")]
    [InlineData(DenyCode.StopTooNear, 10.125, 50, "measured=10.125 limit=50")]
    public void Detail_OfNumbers_NamesTheirUnit(DenyCode code, double measured, double limit, string detail) => GateCheck.Deny(code, measured, limit).Detail.Should().Be(detail);

    [Fact]
    public void Verdict_Denied_NamesCodeAndNumbers()
    {
        var good = new GateCase();

        var verdict = (good with { Market = good.Market with { Atr = 100 } }).Apply();

        verdict.Check.Name.Should().Be("STOP_TOO_NEAR");
        verdict.ToString().Should().Be("STOP_TOO_NEAR measured=10 limit=50");
        (good with { Symbol = null }).Apply().ToString().Should().Be("SYMBOL_MISMATCH");
    }
}
