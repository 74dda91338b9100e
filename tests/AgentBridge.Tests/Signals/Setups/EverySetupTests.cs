using System.Globalization;
using System.Text;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Testing;
using AgentBridge.Tests.Documents;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Signals.Setups;

/// <summary>What holds for every setup, whatever its rule.</summary>
public sealed class EverySetupTests
{
    private static readonly string[] Stops = ["stop=swing", "stop=atr", "stop=swing;stop_lookback=3;tp1_r=0.5;tp2_r=4", "stop=atr;stop_atr=0.5"];

    public static TheoryData<string> Names => [.. SetupCases.Names];

    public static TheoryData<string, string> Cases => Of(SetupCases.All);

    public static TheoryData<string, string> CasesAndWrapped =>
        Of([.. SetupCases.All.Select(c => (c.Name, $"{c.Parameters};short=true".TrimStart(';'))), .. SetupCases.Wrapped, ("breakout", "")]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Plans_AnyWalk_AreOrderedWithinTheirOptions(string name, string parameters)
    {
        var sides = new HashSet<SignalSide>();
        for (var seed = 1; seed <= 40; seed++)
        {
            var options = $"{parameters};{Stops[seed % Stops.Length]};short=true".TrimStart(';');
            var strategy = StrategyCatalog.BuiltIn.Find(name).Bind(options, 0.05);
            var (r1, r2) = (Number(strategy, "tp1_r"), Number(strategy, "tp2_r"));
            var candles = TestCandles.Walk(seed, 1_500);
            foreach (var (index, plan) in SetupCandles.Plans(name, options, All(candles)))
            {
                var direction = plan.Side == SignalSide.Long ? 1 : -1;
                var close = candles.Closes[index];
                var risk = direction * (close - plan.Stop);
                sides.Add(plan.Side);
                PlanValidator.Validate(plan).Should().BeNull();
                plan.Entry.Should().Be(close);
                risk.Should().BePositive();
                (direction * (plan.Tp1 - close) / risk).Should().BeApproximately(r1, 1e-9 * close / risk);
                (direction * (plan.Tp2 - close) / risk).Should().BeApproximately(r2, 1e-9 * close / risk);
                plan.Confidence.Should().BeInRange(0.05, 1);
                plan.Rationale.Length.Should().BeInRange(1, 60);
            }
        }

        sides.Should().BeEquivalentTo([SignalSide.Long, SignalSide.Short]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Plans_PricesTimesAPowerOfTwo_AreTheSameTimesIt(string name, string parameters)
    {
        var candles = All(GeneratedCandles.Create(new() { Count = 6_000, Seed = 7 })).ToList();

        var plain = SetupCandles.Plans(name, $"{parameters};short=true".TrimStart(';'), candles);
        var scaled = SetupCandles.Plans(name, $"{parameters};short=true".TrimStart(';'), candles.Select(c => c with { Open = c.Open / 1024, High = c.High / 1024, Low = c.Low / 1024, Close = c.Close / 1024 }));

        plain.Should().NotBeEmpty();
        scaled.Select(p => (p.Index, p.Plan.Side, 1024 * p.Plan.Stop, 1024 * p.Plan.Tp1, 1024 * p.Plan.Tp2, p.Plan.Confidence))
            .Should().Equal(plain.Select(p => (p.Index, p.Plan.Side, p.Plan.Stop, p.Plan.Tp1, p.Plan.Tp2, p.Plan.Confidence)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Options_GreatestAndSmallest_FitInWhatFreqtradeCanLoad(string name)
    {
        var descriptor = StrategyCatalog.BuiltIn.Find(name);
        foreach (var stop in new[] { "swing", "atr" })
        {
            foreach (var isGreatest in new[] { false, true })
            {
                var values = descriptor.Parameters
                    .Where(p => p.Range is not null && p.Name is not ("tp1_r" or "tp2_r" or "fast"))
                    .Select(p => KeyValuePair.Create(p.Name, CanonicalNumber.Format(isGreatest ? p.Range!.Value.Max : p.Range!.Value.Min + (p.Range.Value.MinIsExclusive ? 1 : 0))))
                    .Append(KeyValuePair.Create("stop", stop));
                values = descriptor.Parameters.Any(p => p.Name is "fast") ? values.Append(KeyValuePair.Create("fast", "1")) : values;
                values = descriptor.Parameters.Any(p => p.Name is "average") ? values.Append(KeyValuePair.Create("average", "sma")) : values;

                descriptor.Bind(values, 0.05).Needs.Problem(TestCandles.FiveMinutes).Should().BeNull();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Needs_Sides_AreThoseOfTheOption(string name)
    {
        var descriptor = StrategyCatalog.BuiltIn.Find(name);

        descriptor.Needs.Sides.Should().Be(StrategySides.Long);
        descriptor.Bind("short=true", 0.05).Needs.Sides.Should().Be(StrategySides.Long | StrategySides.Short);
    }

    /// <summary>A market that stops trading for hours and days: what a strategy decides still depends on the candles of its warm-up alone.</summary>
    [Theory]
    [MemberData(nameof(CasesAndWrapped))]
    [Trait(Cost.Key, Cost.Slow)]
    public void Check_MarketWithHalts_FindsNothing(string name, string parameters)
    {
        var strategy = StrategyCatalog.BuiltIn.Find(name).Bind(parameters, 0.05);

        StrategyCheck.Run(strategy, new StrategyCandles(SetupCandles.WithHalts(8_000))).Findings.Where(f => f.Rule is not "TIME").Should().BeEmpty();
    }

    [Fact]
    public void Decisions_GeneratedCandles_AreThoseOfTheGoldenFile()
    {
        var candles = new StrategyCandles(GeneratedCandles.Create(new() { Count = 12_000, Seed = 11 }));
        var lines = new List<string>();
        foreach (var (name, parameters) in SetupCases.All.Concat(SetupCases.Wrapped))
        {
            var strategy = StrategyCatalog.BuiltIn.Find(name).Bind(parameters, 0.05);
            var signals = new List<TradingSignal>();
            _ = SignalHistory.RunRaw(candles, strategy, signals.Add);
            lines.Add(FormattableString.Invariant($"{strategy}: {signals.Count} signals, SHA-256 {StrategyCheck.Digest(strategy, candles)}"));
            lines.AddRange(signals.Take(2).Select(s => $"  {Encoding.UTF8.GetString(SignalJson.ToCanonicalBytes(s))}"));
        }

        GoldenFile.Check("setups.txt", string.Join('\n', lines) + "\n");
    }

    private static TheoryData<string, string> Of(IEnumerable<(string Name, string Parameters)> cases)
    {
        var data = new TheoryData<string, string>();
        foreach (var (name, parameters) in cases)
        {
            data.Add(name, parameters);
        }

        return data;
    }

    private static double Number(Strategy strategy, string name) =>
        double.Parse(strategy.Values.Single(v => string.Equals(v.Key, name, StringComparison.Ordinal)).Value, CultureInfo.InvariantCulture);

    private static IEnumerable<Candle> All(CandleSeries series) => Enumerable.Range(0, series.Count).Select(i => series[i]);
}
