using System.Text;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Engine.Cycle;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Plugins;

/// <summary>An exception of a strategy loses the decision and nothing else; a history, a cycle on every candle and a restarted agent agree.</summary>
public sealed class ContainmentTests
{
    private static readonly RiskOptions Loose = new() { MinAtrMultiple = 0, MaxAtrMultiple = 100, MinRr = 0, MaxFlatCandles = 20 };
    private static readonly CandleSeries Candles = GeneratedCandles.Create(new() { Count = 1_600, Seed = 8 });

    [Theory]
    [InlineData("place=candle;every=50;warm_up=7")]
    [InlineData("place=candle;after=301;warm_up=7")]
    [InlineData("place=feed;every=30;warm_up=7")]
    [InlineData("place=candle;every=3;warm_up=2")]
    public void History_StrategyThatThrowsSometimes_GivesTheSameOnOtherCandles(string parameters)
    {
        var (failing, counts) = Signals(Bind(parameters), Candles);
        var (sound, without) = Signals(Bind("place=nowhere;warm_up=7"), Candles);

        counts.GeneratorFailed.Should().BeInRange(3, Candles.Count - 50);
        counts.FirstFailure!.ToString().Should().StartWith("strategy thrower/1 failed on the candle of 2025-06-0").And.EndWith("it does not like").And.NotContain("\n");
        without.GeneratorFailed.Should().Be(0);
        failing.Should().HaveCountGreaterThan(100);

        // The same plans with other ids, which contain the parameters.
        Plans(failing).Should().BeSubsetOf(Plans(sound));
    }

    [Fact]
    public void History_FailureAfterWhichTheWarmUpCanBeReplayed_CostsOneCandle()
    {
        // It fails because of its stream's state, so a new stream does not fail on the same candles.
        var (_, counts) = Signals(Bind("place=candle;after=400;warm_up=7"), Candles);

        // 401, then 7 replayed and 394 more, and so on.
        counts.GeneratorFailed.Should().Be(1 + ((1_600 - 401) / 394));
    }

    [Fact]
    public void History_FailureOnACandleItself_CostsTheWarmUpAfterIt()
    {
        var (_, counts) = Signals(Bind("place=candle;every=100;warm_up=7"), Candles);
        var failures = Enumerable.Range(0, Candles.Count).Count(i => Candles.OpenTimes[i] / 300_000 % 100 == 0);

        counts.GeneratorFailed.Should().Be(failures * 7);
    }

    [Theory]
    [InlineData("place=open")]
    [InlineData("place=candle;every=1;warm_up=200")]
    public void History_StrategyThatAlwaysThrows_IsCountedAndEnds(string parameters)
    {
        var (signals, counts) = Signals(Bind(parameters), Candles);

        signals.Should().BeEmpty();
        counts.GeneratorFailed.Should().Be(Candles.Count);
        counts.NewestFailure.Should().NotBeNull();
    }

    [Fact]
    public void History_WriterThatThrows_IsNotTheStrategysFailure() =>
        FluentActions.Invoking(() => SignalHistory.RunRaw(Candles.Alone(), Bind("place=nowhere"), _ => throw new IOException("no space"))).Should().Throw<IOException>();

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData("place=candle;every=50;warm_up=7")]
    [InlineData("place=candle;after=301;warm_up=7")]
    [InlineData("place=feed;every=30;warm_up=7")]
    public async Task Cycle_StrategyThatThrows_ContinuesAndGivesWhatTheHistoryGives(string parameters)
    {
        var (expected, counts) = Signals(Bind(parameters), Candles);
        var (cycle, source, bench, published) = Cycle(Bind(parameters));
        await using var owned = bench;
        var failed = 0;
        for (var i = 0; i < Candles.Count; i++)
        {
            source.CloseNext();
            bench.Clock.Set(Candles.CloseTimeMs(i));
            var result = await cycle.RunAsync();
            if (result.Code is "GENERATOR_FAILED")
            {
                failed++;
                result.Outcome.Should().Be(CycleOutcome.NoTrade);
                cycle.Undecided.Should().StartWith("strategy thrower/1 failed on the candle of ");
            }
        }

        published.Should().Equal(expected);
        failed.Should().Be(counts.GeneratorFailed);
        var lines = bench.Lines().Where(line => line.Result is "GENERATOR_FAILED").ToList();
        lines.Should().HaveCountGreaterThan(2, "once for each candle on which it threw");
        lines[0].Rationale.Should().Contain("InvalidOperationException: a ").And.NotContain("\n");
    }

    [Fact]
    public async Task Cycle_RestartedAfterAFailure_GivesWhatTheContinuedOneGives()
    {
        const string Parameters = "place=candle;every=50;warm_up=7";
        var (expected, _) = Signals(Bind(Parameters), Candles);
        var (_, source, bench, published) = Cycle(Bind(Parameters));
        await using var owned = bench;
        foreach (var closed in Enumerable.Range(1_200, 150))
        {
            while (source.ClosedCount < closed)
            {
                source.CloseNext();
            }

            bench.Clock.Set(Candles.CloseTimeMs(closed - 1));
            _ = await bench.Cycle().RunAsync();
        }

        published.Should().HaveCountGreaterThan(20).And.BeSubsetOf(expected);
    }

    [Fact]
    public void Bind_NeedsThatThrow_AreOneLine() =>
        FluentActions.Invoking(() => Bind("place=needs")).Should().Throw<StrategyException>()
            .WithMessage("strategy thrower: its name, options or needs can't be read: InvalidOperationException: needs nothing, and says so on two lines");

    [Fact]
    public void Failure_TextOfAnyKind_IsOneLineThatAJournalHolds()
    {
        var failure = StrategyFailure.Of("a/1", 0, new InvalidOperationException("\u001b[31m\ud800 " + new string('x', 5_000)));
        var silent = StrategyFailure.Of("a/1", 0, new ThrowsItsText());

        failure.ToString().Length.Should().BeLessThan(500);
        failure.Text.Should().StartWith("\\u001b[31m\ufffd xxx").And.EndWith("x…");
        silent.ToString().Should().Be("strategy a/1 failed on the candle of 1970-01-01T00:00:00.000Z: ThrowsItsText");
    }

    private static Strategy Bind(string parameters) => StrategyAssembly.CatalogWith(TestPlugin.Path).Find("thrower").Bind(parameters, 0.05);

    private static (List<string> Signals, HistoryCounts Counts) Signals(Strategy strategy, CandleSeries candles)
    {
        var signals = new List<string>();
        var counts = SignalHistory.RunGated(candles.Alone(), strategy, Loose, s => signals.Add(Encoding.UTF8.GetString(s.CanonicalBytes.Span)));
        return (signals, counts);
    }

    private static IEnumerable<string> Plans(IEnumerable<string> signals) => signals.Select(s => s[s.IndexOf("\"timestamp\"", StringComparison.Ordinal)..]);

    private static (RunCycle Cycle, ReplayCandleSource Source, CycleBench Bench, List<string> Published) Cycle(Strategy strategy)
    {
        var (source, published) = (new ReplayCandleSource(Candles.Alone(), 0), new List<string>());
        var bench = new CycleBench
        {
            Strategy = strategy,
            Source = source,
            Risk = Loose,
            LogQuietCycles = false,
            Publisher = new FakePublisher(s =>
            {
                published.Add(Encoding.UTF8.GetString(s.CanonicalBytes.Span));
                return PublishResult.Published;
            }),
        };
        return (bench.Cycle(), source, bench, published);
    }

    private sealed class ThrowsItsText : Exception
    {
        public override string Message => throw new InvalidOperationException();
    }
}
