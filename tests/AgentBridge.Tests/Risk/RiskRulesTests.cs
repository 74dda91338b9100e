using System.Collections.Immutable;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Risk;

/// <summary>The gate as a list of rules: the same verdicts as a sequential implementation, and room for a user's rules before and after.</summary>
public sealed class RiskRulesTests
{
    private static readonly DenyCodeInfo Paused = new((DenyCode)1000, "TRADING_PAUSED", "the user has paused trading");

    [Fact]
    public void ApplyRisk_RandomCases_HaveThePlainVerdictWithNumbersAndText()
    {
        var reached = new HashSet<DenyCode>();
        var approved = 0;
        Property.Holds(Gen.Choose(1, int.MaxValue), 20_000, seed =>
        {
            var c = Random(new Random(seed));
            var (expected, verdict) = (PlainGate.ApplyRisk(c), c.Apply());
            verdict.Check.Should().Be(expected);
            verdict.IsApproved.Should().Be(expected.Passed);
            verdict.ToString().Should().Be(expected.Passed ? "APPROVED" : $"{expected.Name} {expected.Detail}".TrimEnd());
            (verdict.Approved?.Signal.Risk.MaxCapitalPct).Should().Be(expected.Passed ? Math.Min(c.Signal!.Risk.MaxCapitalPct, c.Options!.MaxCapitalPct) : null);
            c.ApplyRecorded().Check.Should().Be(PlainGate.ApproveRecorded(c));
            if (c.Signal is not null && expected.Code is not (DenyCode.SignalInvalid or DenyCode.SymbolMismatch))
            {
                RiskGate.Judge(RiskContext.Of(c.Signal, c.Market, c.Now.ToUnixTimeMilliseconds()), c.Options).Should().Be(expected);
            }

            (c.Options?.IsValid ?? false).Should().Be(PlainGate.IsValid(c.Options));
            approved += expected.Passed ? 1 : 0;
            reached.Add(expected.Code);
        });

        approved.Should().BeGreaterThan(500);
        reached.Should().BeEquivalentTo(Enum.GetValues<DenyCode>().Where(code => code != DenyCode.RuleFailed), "every verdict must have been compared");
    }

    [Fact]
    public void ApplyRisk_RuleBefore_IsAskedFirstAndItsCodeIsReported()
    {
        var rules = RiskRules.Standard.First(new Rule((in RiskContext _) => GateCheck.Deny(Paused, 1, 0)));
        foreach (var c in new[] { new GateCase(), new GateCase() with { Symbol = "ETH/USDT" }, new GateCase() with { Market = default } })
        {
            var verdict = Apply(c, rules);

            verdict.IsApproved.Should().BeFalse();
            verdict.ToString().Should().Be("TRADING_PAUSED measured=1 limit=0");
            verdict.Check.Meaning.Should().Be("the user has paused trading");
        }

        // A rule never gets invalid settings or an invalid signal.
        Apply(new GateCase() with { Options = null }, rules).Check.Code.Should().Be(DenyCode.OptionsInvalid);
        Apply(new GateCase() with { Signal = null }, rules).Check.Code.Should().Be(DenyCode.SignalInvalid);
    }

    [Fact]
    public void ApplyRisk_RulesBeforeAndAfter_AreAskedInTheirOrder()
    {
        var asked = new List<int>();
        var rules = RiskRules.Standard.First(Asked(2)).First(Asked(0), Asked(1)).Last(Asked(3)).Last(Asked(4));

        Apply(new GateCase(), rules).IsApproved.Should().BeTrue();
        asked.Should().Equal(0, 1, 2, 3, 4);
        asked.Clear();
        Apply(new GateCase() with { Symbol = "ETH/USDT" }, rules).Check.Code.Should().Be(DenyCode.SymbolMismatch);
        asked.Should().Equal([0, 1, 2], "the gate's own rules deny before the rules after them are asked");

        IRiskRule Asked(int number) => new Rule(
            (in RiskContext _) =>
            {
                asked.Add(number);
                return GateCheck.Pass;
            },
            new DenyCodeInfo((DenyCode)(1000 + number), $"RULE_{number}", "a rule"));
    }

    [Fact]
    public void Rule_GetsPlanMarketAccountAndInstant()
    {
        RiskContext seen = default;
        var rules = RiskRules.Standard.First(new Rule((in RiskContext context) =>
        {
            seen = context;
            return GateCheck.Pass;
        }));
        var c = new GateCase();

        Apply(c, rules).IsApproved.Should().BeTrue();

        seen.Plan.Should().Be(TradePlan.Of(c.Signal!));
        (seen.Market, seen.Account, seen.NowMs).Should().Be((c.Market, new AccountState(0.05), c.Now.ToUnixTimeMilliseconds()));
        (seen.Symbol, seen.CandlesSymbol).Should().Be((TestCandles.Symbol, TestCandles.Symbol));
        default(AccountState).MaxCapitalPct.Should().Be(0);
        RiskGate.Judge(RiskContext.Of(c.Signal!, c.Market, seen.NowMs) with { Account = default }, c.Options).Code.Should().Be(DenyCode.SignalInvalid);
    }

    [Fact]
    public void ApplyRisk_RuleThatFails_IsDeniedWithACodeThatNamesIt()
    {
        Failed(static (in RiskContext _) => throw new InvalidOperationException("no\nwallet")).Should().Be("RULE_FAILED Rule threw InvalidOperationException: no wallet");
        Failed(static (in RiskContext _) => default).Should().Be("RULE_FAILED Rule gave no answer");
        Failed(static (in RiskContext _) => GateCheck.Deny(DenyCode.Unspecified)).Should().Be("RULE_FAILED Rule gave no answer");
        Failed(static (in RiskContext _) => new GateCheck(true, (DenyCode)1000, 1, 2)).Should().StartWith("RULE_FAILED Rule passed with the code");
        Failed(static (in RiskContext _) => GateCheck.Deny(DenyCode.StopTooNear)).Should().Be("RULE_FAILED Rule denied with the code 14, which is not its own");
        Failed(static (in RiskContext _) => GateCheck.Deny((DenyCode)1001)).Should().Be("RULE_FAILED Rule denied with the code 1001, which is not its own");

        static string Failed(Judging judge)
        {
            foreach (var rules in new[] { RiskRules.Standard.First(new Rule(judge)), RiskRules.Standard.Last(new Rule(judge)) })
            {
                Apply(new GateCase(), rules).IsApproved.Should().BeFalse();
            }

            return Apply(new GateCase(), RiskRules.Standard.First(new Rule(judge))).ToString();
        }
    }

    [Fact]
    public void ApplyRisk_RuleDeniesByNumberAlone_HasItsWordNevertheless() =>
        Apply(new GateCase(), RiskRules.Standard.Last(new Rule(static (in RiskContext _) => GateCheck.Deny((DenyCode)1000)))).ToString().Should().Be("TRADING_PAUSED");

    [Theory]
    [InlineData(0, "FREE_NAME", "is not free")]
    [InlineData(14, "FREE_NAME", "is not free")]
    [InlineData(999, "FREE_NAME", "is not free")]
    [InlineData(-1, "FREE_NAME", "is not free")]
    [InlineData(1000, "STOP_TOO_NEAR", "the gate's own")]
    [InlineData(1000, "free", "letters A-Z")]
    [InlineData(1000, "", "letters A-Z")]
    public void First_CodeThatIsNotTheUsers_IsRefused(int number, string name, string says)
    {
        var compose = () => RiskRules.Standard.First(new Rule(static (in RiskContext _) => GateCheck.Pass, new DenyCodeInfo((DenyCode)number, name, "a rule")));

        compose.Should().Throw<ArgumentException>().WithMessage($"*{says}*").Which.Message.Should().NotContain("(Parameter");
    }

    [Fact]
    public void First_RuleWithoutCodesOrWithAnothers_IsRefused()
    {
        var rule = new Rule(static (in RiskContext _) => GateCheck.Pass);
        Action[] wrong =
        [
            () => RiskRules.Standard.First(rule).Last(new Rule(static (in RiskContext _) => GateCheck.Pass)),
            () => RiskRules.Standard.First(new Rule(static (in RiskContext _) => GateCheck.Pass, [])),
            () => RiskRules.Standard.First([null!]),
        ];
        foreach (var compose in wrong)
        {
            compose.Should().Throw<ArgumentException>();
        }
    }

    [Fact]
    public void ApplyRisk_ManySettings_AreKeptApart()
    {
        var gate = new RiskGate(new FixedClock(GateCase.Close));
        var c = new GateCase();
        RiskOptions[] all = [c.Options!, new RiskOptions { MinRr = 10 }, new RiskOptions { MinRr = 101 }, new RiskOptions { MaxCapitalPct = 0 }];
        for (var i = 0; i < 1000; i++)
        {
            var options = all[i % all.Length];
            gate.ApplyRisk(c.Signal, c.Symbol, c.Market, options).Check.Should().Be(PlainGate.ApplyRisk(c with { Options = options }));
        }
    }

    [Fact]
    public void Judge_APlanOfSettingsKnown_AllocatesNothing()
    {
        var c = new GateCase();
        var context = RiskContext.Of(c.Signal!, c.Market, c.Now.ToUnixTimeMilliseconds());
        RiskOptions[] all = [c.Options!, new RiskOptions { MinRr = 10 }];
        long Bytes()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10_000; i++)
            {
                _ = RiskGate.Judge(context, all[i & 1]);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        _ = Bytes();
        Bytes().Should().Be(0);
    }

    private static RiskVerdict Apply(GateCase c, RiskRules rules) => new RiskGate(new FixedClock(c.Now), rules).ApplyRisk(c.Signal, c.Symbol, c.Market, c.Options);

    private static GateCase Random(Random random)
    {
        var entry = 100 + Math.Round(random.NextDouble(), 2);
        var stop = entry - (random.Next(20) == 0 ? 60 : random.NextDouble() * 20);
        var now = random.Next(12) switch
        {
            0 => -5_001,
            1 => -5_000,
            2 => 600_000,
            3 => 600_001 + random.Next(400_000),
            _ => random.Next(-5_000, 700_000),
        };
        var options = new RiskOptions
        {
            MinAtrMultiple = random.NextDouble() * 1.2,
            MaxAtrMultiple = random.Next(30) == 0 ? random.NextDouble() * 120 : 1 + (random.NextDouble() * 5),
            MinRr = random.Next(40) == 0 ? -0.1 : random.NextDouble() * 1.7,
            RrBasis = (RewardRiskBasis)random.Next(random.Next(30) == 0 ? 0 : 1, 4),
            MaxCapitalPct = random.Next(12) == 0 ? 0 : random.NextDouble(),
            MaxFlatCandles = random.Next(0, 22),
            MaxSignalAgeSec = random.Next(10) == 0 ? 3600 : 600,
            AllowShort = random.Next(2) == 0,
        };
        var close = GateCase.Close.ToUnixTimeMilliseconds();
        var market = new MarketState(
            random.Next(15) == 0 ? 0 : 500, close + (random.Next(15) == 0 ? 1 : 0), random.Next(20) == 0 ? 0 : 300_000, random.Next(0, 6), random.Next(15) == 0 ? 1 : 0,
            random.Next(12) switch { 0 => double.NaN, 1 => 0, 2 => double.PositiveInfinity, _ => 0.5 + (random.NextDouble() * 12) });
        return new GateCase() with
        {
            Signal = random.Next(25) == 0 ? null : random.Next(25) == 0 ? GateCase.LongSignal(entry, entry + 1) : random.Next(8) == 0 ? GateCase.ShortSignal(entry, entry + 5) : GateCase.LongSignal(entry, stop, 1 - random.NextDouble()),
            Symbol = random.Next(15) == 0 ? "ETH/USDT" : TestCandles.Symbol,
            Market = market,
            Now = GateCase.Close.AddMilliseconds(now),
            Options = random.Next(40) == 0 ? null : options,
        };
    }

    private delegate GateCheck Judging(in RiskContext context);

    private sealed class Rule(Judging judge, params ImmutableArray<DenyCodeInfo> codes) : IRiskRule
    {
        public Rule(Judging judge)
            : this(judge, Paused)
        {
        }

        public ImmutableArray<DenyCodeInfo> Codes => codes;

        public GateCheck Check(in RiskContext context) => judge(context);
    }
}
