using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine.Cycle;

/// <summary>A cycle whose strategy does not answer ends without a decision, and the next ones decide again once it has.</summary>
public sealed class LateStrategyTests : IDisposable
{
    private readonly ManualResetEventSlim _release = new();

    public void Dispose() => _release.Set();

    [Fact]
    public async Task RunAsync_StrategyDoesNotAnswer_IsNoDecisionAndReportsIt()
    {
        await using var bench = Bench(TimeSpan.FromMilliseconds(100), out _);

        var cycle = bench.Cycle();
        var result = await cycle.RunAsync();
        var again = await cycle.RunAsync();

        (result.Outcome, result.Code, result.Signal).Should().Be((CycleOutcome.NoTrade, "GENERATOR_TIMEOUT", null));
        again.Code.Should().Be("GENERATOR_TIMEOUT");
        cycle.Undecided.Should().Contain("within 100 ms (STRATEGY_TIMEOUT_MS)");
        bench.Lines().Should().ContainSingle().Which.Result.Should().Be("GENERATOR_TIMEOUT");
        bench.Rows().Should().BeEmpty();
        (await bench.FetchAsync()).Should().BeNull();
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task RunAsync_StrategyAnswersLate_TheNextCandleIsDecidedAsUsual()
    {
        // The stream hangs, so a new stream with all candles must replace it.
        await using var bench = Bench(TimeSpan.FromSeconds(2), out var source);
        var cycle = bench.Cycle();
        (await cycle.RunAsync()).Code.Should().Be("GENERATOR_TIMEOUT");
        _release.Set();
        source.CloseNext();
        bench.Clock.Set(TestCandles.ExampleOpenMs + 300_000);
        CycleResult result;
        var left = 6_000;
        while (string.Equals((result = await cycle.RunAsync()).Code, "GENERATOR_TIMEOUT", StringComparison.Ordinal) && left-- > 0)
        {
            await Task.Delay(10);
        }

        (result.Code, cycle.Undecided).Should().Be(("PUBLISHED", null));
        result.Signal!.Risk.Should().Be(TestStrategies.Breakout().GenerateSignal(TestCandles.Series(TestCandles.Breakout(30)))!.Risk);
    }

    [Fact]
    public async Task RunAsync_EndedWhileItWaits_EndsAtOnce()
    {
        await using var bench = Bench(TimeSpan.FromMinutes(1), out _);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        var run = () => Task.Run(() => bench.Cycle().RunAsync(stop.Token));

        await run.Should().ThrowAsync<OperationCanceledException>();
    }

    /// <summary>The breakout as the newest of 30 candles, one of which is missing at first; the first stream hangs.</summary>
    private CycleBench Bench(TimeSpan timeout, out ReplayCandleSource source)
    {
        var opened = 0;
        var breakout = TestStrategies.Breakout();
        var strategy = StrategyOf(() => Interlocked.Increment(ref opened) == 1 ? new Hanging(_release) : breakout.OpenStream());
        var bench = new CycleBench { Strategy = strategy, StrategyTimeout = timeout };
        source = new ReplayCandleSource(TestCandles.Series(TestCandles.Breakout(30)).Alone(), 29);
        bench.Source = source;
        return bench;
    }

    private static Strategy StrategyOf(Func<IStrategyStream> open) => Strategy.Of(new StrategyName("hangs", 1), new StrategyNeeds(20), open, 0.05);

    private sealed class Hanging(ManualResetEventSlim release) : IStrategyStream
    {
        public bool OnCandle(in Candle candle, out TradePlan plan)
        {
            plan = default;
            release.Wait();
            return false;
        }
    }
}
