using AgentBridge.Risk;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Risk;

/// <summary>A stricter setting never approves more.</summary>
public sealed class GatePropertiesTests
{
    public static TheoryData<string> Settings => [.. Tightened.Keys];

    private static Dictionary<string, Func<RiskOptions, double, RiskOptions>> Tightened { get; } = new(StringComparer.Ordinal)
    {
        ["min_rr raised"] = (o, x) => o with { MinRr = o.MinRr + x },
        ["min_atr_multiple raised"] = (o, x) => o with { MinAtrMultiple = Math.Min(o.MaxAtrMultiple, o.MinAtrMultiple + x) },
        ["max_atr_multiple lowered"] = (o, x) => o with { MaxAtrMultiple = Math.Max(o.MinAtrMultiple, o.MaxAtrMultiple - x) },
        ["max_capital_pct lowered"] = (o, x) => o with { MaxCapitalPct = Math.Max(0, o.MaxCapitalPct - x) },
        ["max_flat_candles lowered"] = (o, x) => o with { MaxFlatCandles = Math.Max(0, o.MaxFlatCandles - (int)(10 * x)) },
        ["max_age_sec lowered"] = (o, x) => o with { MaxSignalAgeSec = Math.Max(0, o.MaxSignalAgeSec - (int)(500 * x)) },
        ["shorts switched off"] = (o, _) => o with { AllowShort = false },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void ApplyRisk_StricterSetting_NeverApprovesWhatWasDenied(string setting)
    {
        var approved = 0;
        var denied = 0;
        Property.Holds(Gen.Choose(1, int.MaxValue), 2_000, seed =>
        {
            var random = new Random(seed);
            var c = Any(random);

            var before = c.Apply();
            var after = (c with { Options = Tightened[setting](c.Options!, random.NextDouble()) }).Apply();

            (after.IsApproved && !before.IsApproved).Should().BeFalse();
            if (after.IsApproved)
            {
                after.Approved.Signal.Risk.MaxCapitalPct.Should().BeLessThanOrEqualTo(before.Approved!.Signal.Risk.MaxCapitalPct);
            }

            approved += after.IsApproved ? 1 : 0;
            denied += before.IsApproved ? 0 : 1;
        });

        // The cases must include approvals and denials.
        approved.Should().BeGreaterThan(20);
        denied.Should().BeGreaterThan(20);
    }

    [Fact]
    public void ApplyRisk_AnyCap_IsTheSmallerOfBoth() =>
        Property.Holds(Gen.Choose(1, int.MaxValue), 1_000, seed =>
        {
            var random = new Random(seed);
            var (own, limit) = (1 - random.NextDouble(), 1 - random.NextDouble());
            var c = new GateCase() with { Signal = GateCase.LongSignal(100, 90, own), Options = new RiskOptions { MaxCapitalPct = limit } };

            c.Apply().Approved!.Signal.Risk.MaxCapitalPct.Should().Be(Math.Min(own, limit));
            c.ApplyRecorded().Approved!.Signal.Risk.MaxCapitalPct.Should().Be(Math.Min(own, limit));
        });

    private static GateCase Any(Random random)
    {
        var entry = 50 + (100 * random.NextDouble());
        var distance = entry * 0.4 * random.NextDouble();
        var good = new GateCase();
        return good with
        {
            Signal = random.Next(5) == 0 ? GateCase.ShortSignal(entry, entry + distance) : GateCase.LongSignal(entry, entry - distance, 1 - random.NextDouble()),
            Market = good.Market with { Atr = 10 * random.NextDouble(), FlatCandles = random.Next(0, 6) },
            Now = GateCase.Close.AddSeconds(random.Next(-3, 400)),
            Options = new RiskOptions { MinRr = random.NextDouble() * 1.7, MaxCapitalPct = random.NextDouble(), MaxFlatCandles = 4, AllowShort = true },
        };
    }
}
