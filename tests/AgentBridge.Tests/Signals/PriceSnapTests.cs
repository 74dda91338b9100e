using System.Globalization;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Signals;

/// <summary>Prices on the market's grid: the rules one by one, and properties over plans of every size.</summary>
public sealed class PriceSnapTests
{
    [Fact]
    public void TrySnap_TargetWithFloatNoise_IsTheDecimal()
    {
        var plan = Long(0.5518, 0.5399, 1, 2);
        plan.Tp1.Should().NotBe(0.5637, "in this case doubles are off the grid");

        Snap(plan, 4).Should().Be(new PlanPrices(0.5518, 0.5399, 0.5637, 0.5756));
    }

    [Fact]
    public void TrySnap_StopBetweenSteps_GoesAwayFromTheEntry()
    {
        Snap(new(100, 99.996, 101, 102), 2).Stop.Should().Be(99.99);
        Snap(new(100, 99.991, 101, 102), 2).Stop.Should().Be(99.99);
        Snap(new(100, 100.004, 99, 98), 2, SignalSide.Short).Stop.Should().Be(100.01);
    }

    [Fact]
    public void TrySnap_StopWithinAStep_IsAStepOff() =>
        Snap(new(100.004, 100.001, 100.007, 100.01), 2).Should().Be(new PlanPrices(100, 99.99, 100.01, 100.02));

    [Fact]
    public void TrySnap_StopMovesAway_TargetsKeepTheirMultipleOfR()
    {
        // R grows from 0.995 to 1.00, so 1.5 R is 1.50 and 2.5 R is 2.50.
        var plan = Long(100, 99.005, 1.5, 2.5);

        Snap(plan, 2).Should().Be(new PlanPrices(100, 99, 101.5, 102.5));
    }

    [Fact]
    public void TrySnap_TargetsBetweenSteps_GoAwayFromTheEntry()
    {
        Snap(Long(100, 99, 1.001, 2.001), 2).Should().Be(new PlanPrices(100, 99, 101.01, 102.01));
        Snap(new(100, 101, 98.999, 97.999), 2, SignalSide.Short).Should().Be(new PlanPrices(100, 101, 98.99, 97.99));
    }

    [Fact]
    public void TrySnap_TargetsFallTogether_TheSecondIsAStepBeyond() =>
        Snap(new(100, 99, 100.001, 100.002), 0).Should().Be(new PlanPrices(100, 99, 101, 102));

    [Fact]
    public void TrySnap_EntryBetweenSteps_GoesToTheNearest()
    {
        Snap(Long(100.005, 99, 1, 2), 2).Entry.Should().Be(100.01);
        Snap(Long(100.0049, 99, 1, 2), 2).Entry.Should().Be(100);
    }

    [Theory]
    [InlineData(0.4, 0.2, 0.6, 0.8)] // the entry's nearest step is 0
    [InlineData(1.2, 0.4, 2, 3)] // the stop's next step is 0
    [InlineData(10, 12, 14, 16)] // not a long
    [InlineData(10, 8, 12, 12)]
    [InlineData(double.NaN, 8, 12, 14)]
    [InlineData(10, 8, 12, double.PositiveInfinity)]
    public void TrySnap_NoPlanOnTheGrid_IsNone(double entry, double stop, double tp1, double tp2)
    {
        TrySnap(SignalSide.Long, new(entry, stop, tp1, tp2), PriceStep.OfDecimals(0), out var snapped).Should().BeFalse();
        snapped.Should().Be(default(PlanPrices));
        TrySnap(SignalSide.Unspecified, new(10, 8, 12, 14), PriceStep.OfDecimals(0), out _).Should().BeFalse();
    }

    [Fact]
    public void TrySnap_StepUnknown_RoundsToTwelveDigits()
    {
        TrySnap(SignalSide.Long, Long(104211.123456789, 103800.987654321, 1, 2), PriceStep.Unknown, out var snapped).Should().BeTrue();

        snapped.Should().Be(new PlanPrices(104211.123457, 103800.987654, 104621.25926, 105031.395063));
    }

    [Fact]
    public void Next_InvalidPlan_IsLeftToTheGate()
    {
        var plan = new TradePlan(SignalSide.Long, 101, 102, 103, 0.6, "why") { Entry = 100 };
        var runner = TestStrategies.Of(_ => plan).CreateRunner("BTC/USDT", TestCandles.FiveMinutes);

        runner.Next(TestCandles.Quiet(1)[0], out var left).Should().Be(StepResult.Plan);

        left.Should().Be(plan);
    }

    [Fact]
    public void TrySnap_AnyPlan_IsOnTheGridAndEachPriceIsTheDoubleOfItsText() =>
        Property.Holds(Gen.Choose(1, int.MaxValue), 3_000, seed =>
        {
            var (side, plan, step) = Case(seed);
            if (!TrySnap(side, plan, step, out var snapped))
            {
                return;
            }

            foreach (var price in new[] { snapped.Entry, snapped.Stop, snapped.Tp1, snapped.Tp2 })
            {
                var steps = Math.Round((decimal)price / (decimal)step.Value);
                price.Should().Be(double.Parse((steps * (decimal)step.Value).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
                CanonicalNumber.Format(price).Length.Should().BeLessThanOrEqualTo(17);
            }
        });

    [Fact]
    public void TrySnap_AnyPlan_NoRewardShrinksAgainstItsRisk() =>
        Property.Holds(Gen.Choose(1, int.MaxValue), 3_000, seed =>
        {
            var (side, plan, step) = Case(seed);
            if (!TrySnap(side, plan, step, out var s))
            {
                return;
            }

            var risk = Math.Abs(plan.Entry - plan.Stop);
            var snappedRisk = Math.Abs(s.Entry - s.Stop);
            foreach (var (target, snapped) in new[] { (plan.Tp1, s.Tp1), (plan.Tp2, s.Tp2) })
            {
                // A millionth of a step is on the grid.
                var slack = (2e-6 * step.Value / snappedRisk) + (1e-15 * plan.Entry * (1 + (Math.Abs(target - plan.Entry) / risk)) / Math.Min(risk, snappedRisk) * 8);
                (Math.Abs(snapped - s.Entry) / snappedRisk).Should().BeGreaterThanOrEqualTo((Math.Abs(target - plan.Entry) / risk) - slack, "{0} {1} by {2} is {3}", side, plan, step, s);
            }
        });

    [Fact]
    public void TrySnap_AnyPlanTwice_IsThatOfTheFirstTime() =>
        Property.Holds(Gen.Choose(1, int.MaxValue), 3_000, seed =>
        {
            var (side, plan, step) = Case(seed);
            foreach (var grid in new[] { step, PriceStep.Unknown })
            {
                if (TrySnap(side, plan, grid, out var once))
                {
                    TrySnap(side, once, grid, out var twice).Should().BeTrue();
                    twice.Should().Be(once, "{0} {1} by {2}", side, plan, grid);
                }
            }
        });

    [Fact]
    public void TrySnap_PlansInDecimals_AreRoundedAsTheDecimals()
    {
        var rows = GoldenCsv.Rows("plans.csv");

        foreach (var row in rows)
        {
            PriceStep.TryParse(row["step"], out var step).Should().BeTrue();
            var plan = new PlanPrices(row.Number("entry"), row.Number("stop"), row.Number("tp1"), row.Number("tp2"));
            TrySnap(string.Equals(row["side"], "long", StringComparison.Ordinal) ? SignalSide.Long : SignalSide.Short, plan, step, out var snapped).Should().BeTrue();
            snapped.Should().Be(
                new PlanPrices(row.Number("snapped_entry"), row.Number("snapped_stop"), row.Number("snapped_tp1"), row.Number("snapped_tp2")), "{0} {1} by {2}", row["side"], plan, row["step"]);
        }

        rows.Should().HaveCount(400);
    }

    [Fact]
    public void TrySnap_ShortMirroredAtAGridPrice_IsTheMirroredLong() =>
        Property.Holds(Gen.Choose(1, int.MaxValue), 3_000, seed =>
        {
            // In whole steps and halves, so that mirroring is exact; no entry halfway, which would round away from zero.
            var random = new Random(seed);
            double Part() => random.Next(4) switch { 0 => 0.25, 1 => 0.75, _ => 0 };
            var entry = random.Next(2_000, 3_000) + (random.Next(2) * 0.25);
            var (stop, first) = (entry - random.Next(1, 60) - Part(), entry + random.Next(1, 60) + Part());
            var plan = new PlanPrices(entry, stop, first, first + random.Next(1, 60) + Part());
            const double Mirror = 10_000;
            PlanPrices Mirrored(in PlanPrices p) => new(Mirror - p.Entry, Mirror - p.Stop, Mirror - p.Tp1, Mirror - p.Tp2);

            var made = Snap(plan, 0);

            Snap(Mirrored(plan), 0, SignalSide.Short).Should().Be(Mirrored(made), "{0}", plan);
        });

    [SkippableTheory]
    [InlineData(SharedData.Generated)]
    [InlineData(SharedData.GeneratedSmall)]
    [InlineData(SharedData.GeneratedCoarser)]
    [InlineData("more/futures-2025/XRP_USDT_USDT-5m-futures.csv")]
    [InlineData("freqtrade-2024.2/XRP_USDT_USDT-5m-futures.csv")]
    [InlineData("freqtrade-2024.2/XRP_ETH-5m.csv")]
    [InlineData("more/spot-2024/SHIB_USDT-5m.csv")]
    [InlineData("more/spot-2024/1000SATS_USDT-5m.csv")]
    [InlineData("more/spot-2024/DOGE_USDT-5m.csv")]
    [InlineData("BTC_USDT-5m.gtudor33.csv")]
    public void History_WholeHistory_EveryPriceIsOneOfTheMarkets(string file)
    {
        var seen = 0;
        _ = AgentBridge.Engine.SignalHistory.RunRaw(SharedData.Candles(file).Alone(), TestStrategies.Breakout(), signal =>
        {
            seen++;
            var (entry, stop, targets) = ((decimal)signal.Entry.Price, (decimal)signal.Risk.InitialStop, signal.Risk.TakeProfits);

            // Decimals give the targets exactly, and the double is the one that their text parses to.
            targets.First.Price.Should().Be(Parsed((2 * entry) - stop));
            targets.Second.Price.Should().Be(Parsed((3 * entry) - (2 * stop)));
        });

        seen.Should().BePositive();

        static double Parsed(decimal price) => double.Parse(price.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static PlanPrices Long(double entry, double stop, double first, double second) =>
        new(entry, stop, entry + (first * (entry - stop)), entry + (second * (entry - stop)));

    private static PlanPrices Snap(in PlanPrices plan, int decimals, SignalSide side = SignalSide.Long) =>
        TrySnap(side, plan, PriceStep.OfDecimals(decimals), out var snapped) ? snapped : throw new InvalidOperationException($"no plan: {plan}");

    /// <summary>A plan of any size and side, its prices anywhere, and a step that may be coarse for it.</summary>
    private static (SignalSide Side, PlanPrices Plan, PriceStep Step) Case(int seed)
    {
        var random = new Random(seed);
        var entry = Math.Exp((random.NextDouble() * 18) - 7);
        var risk = entry * Math.Exp(-1 - (random.NextDouble() * 8));
        var first = random.Next(3) == 0 ? random.Next(1, 4) : 0.3 + (random.NextDouble() * 3);
        var second = first + (random.Next(3) == 0 ? 1 : 0.01 + random.NextDouble());
        var side = random.Next(2) == 0 ? SignalSide.Long : SignalSide.Short;
        var sign = side == SignalSide.Long ? 1 : -1;
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(risk)) + random.Next(-1, 5), 0, 10);
        var step = random.Next(4) == 0 ? PriceStep.Of(5 * Math.Round(Math.Pow(10, -decimals), decimals)) : PriceStep.OfDecimals(decimals);
        return (side, new PlanPrices(entry, entry - (sign * risk), entry + (sign * first * risk), entry + (sign * second * risk)), step);
    }

    private static bool TrySnap(SignalSide side, in PlanPrices plan, PriceStep step, out PlanPrices snapped)
    {
        var made = PriceSnap.TrySnap(new TradePlan(side, plan.Stop, plan.Tp1, plan.Tp2, 0.6, "why") { Entry = plan.Entry }, step, out var on);
        snapped = made ? new PlanPrices(on.Entry!.Value, on.Stop, on.Tp1, on.Tp2) : default;
        return made;
    }

    /// <summary>The prices of a plan.</summary>
    private readonly record struct PlanPrices(double Entry, double Stop, double Tp1, double Tp2);
}
