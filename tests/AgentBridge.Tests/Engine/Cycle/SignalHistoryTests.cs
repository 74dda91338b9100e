using System.Text;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine.Cycle;

/// <summary>A whole history at once gives what a cycle on every candle gives: the same bytes, the same denials.</summary>
public sealed class SignalHistoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task RunGated_GeneratedCandles_EqualsACycleOnEveryCandle(long seed) =>
        await EqualsCyclesAsync(GeneratedCandles.Create(new() { Count = 2_500, Seed = seed }));

    [SkippableTheory]
    [InlineData(SharedData.Generated)]
    [InlineData("BTC_USDT-5m.gtudor33.csv")]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task RunGated_WholeHistory_EqualsACycleOnEveryCandle(string file) =>
        await EqualsCyclesAsync(SharedData.Candles(file));

    [Fact]
    public void RunGated_Prefix_GivesThePrefixOfTheSignals()
    {
        var candles = GeneratedCandles.Create(new() { Count = 1_500, Seed = 3 });
        var all = Signals(candles, out _);

        for (var k = 100; k <= 1_500; k += 175)
        {
            var until = candles.CloseTimeMs(k - 1);
            Signals(candles.Prefix(k), out _).Should().Equal(all.Where(s => s.CloseMs <= until));
        }
    }

    private static async Task EqualsCyclesAsync(CandleSeries candles)
    {
        var source = new ReplayCandleSource(candles.Alone(), 0);
        var published = new List<(long CloseMs, string Bytes)>();
        var publisher = new FakePublisher(signal =>
        {
            published.Add((signal.Signal.Timestamp.ToUnixTimeMilliseconds(), Encoding.UTF8.GetString(signal.CanonicalBytes.Span)));
            return PublishResult.Published;
        });
        await using var bench = new CycleBench { Source = source, Publisher = publisher, LogQuietCycles = false };
        var cycle = bench.Cycle();
        var denied = new SortedDictionary<DenyCode, int>();
        for (var i = 0; i < candles.Count; i++)
        {
            source.CloseNext();
            bench.Clock.Set(candles.CloseTimeMs(i));
            var result = await cycle.RunAsync();
            if (result.Outcome == CycleOutcome.Denied)
            {
                denied[result.Verdict.Check.Code] = denied.GetValueOrDefault(result.Verdict.Check.Code) + 1;
            }
        }

        var signals = Signals(candles, out var counts);

        published.Should().HaveCountGreaterThan(20);
        signals.Should().Equal(published);
        counts.Denied.Should().Equal(denied);
        counts.Should().BeEquivalentTo(new { Candles = candles.Count, Raw = published.Count + denied.Values.Sum(), Approved = published.Count });
        bench.Rows().Select(r => r.TimestampMs).Should().Equal(published.Select(s => s.CloseMs));
    }

    private static List<(long CloseMs, string Bytes)> Signals(CandleSeries candles, out HistoryCounts counts)
    {
        var signals = new List<(long, string)>();
        counts = SignalHistory.RunGated(
            candles.Alone(),
            TestStrategies.Breakout(),
            new RiskOptions(),
            s => signals.Add((s.Signal.Timestamp.ToUnixTimeMilliseconds(), Encoding.UTF8.GetString(s.CanonicalBytes.Span))));
        return signals;
    }
}
