using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Tests.Engine.Cycle;
using AgentBridge.Tests.Extensions;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine;

/// <summary>The agent's typed events, in the order in which things happen; it writes to no stream.</summary>
public sealed class AgentLoopEventsTests
{
    [Fact]
    public async Task Run_CandlesThatClose_ReportsEachDecisionOnce()
    {
        await using var agent = new Agent();

        var events = await agent.RunAsync(decisions: 20);

        var decided = events.OfType<CandleDecided>().ToList();
        decided.Select(d => d.CloseMs).Should().Equal(Enumerable.Range(30, 20).Select(i => (long?)SomeCandles.At(i).OpenTimeMs));
        decided.Should().OnlyContain(d => d.Result.Outcome == CycleOutcome.NoTrade && d.At.ToUnixTimeMilliseconds() >= d.CloseMs && d.PriceStep.IsKnown);
        events[0].Should().BeOfType<CycleCompleted>();
        events.Should().OnlyContain(e => e is CycleCompleted || e is CandleDecided);
    }

    [Fact]
    public async Task Run_CandlesWithoutASignal_AreLoggedWithoutAnId()
    {
        await using var agent = new Agent();

        _ = await agent.RunAsync(decisions: 3);

        var entries = agent.Log.Entries.Where(e => e.Event.Id is 1003 or 1012).ToList();
        entries.Select(e => e.Event.Name).Should().Equal("CandleWithoutSignal", "CandleWithoutSignal", "CandleWithoutSignal");
        entries.Should().OnlyContain(e => e.Text.Contains(CycleCodes.NoTrade) && !e.Text.Contains("null") && !e.Text.Contains("decision_id"));
    }

    [Fact]
    public async Task Run_EveryKindOfFailure_IsReportedWithTheNextStepAndTheAgentContinues()
    {
        await using var agent = new Agent();
        agent.Faults.Enqueue(new CandleSourceException(CandleSourceError.Unavailable, "busy"));
        agent.Faults.Enqueue(new CandleSourceException(CandleSourceError.Unavailable, "banned") { RetryAfter = TimeSpan.FromMinutes(7) });
        agent.Faults.Enqueue(new CandleSourceException(CandleSourceError.BadData, "no such symbol") { IsFinal = true });
        agent.Faults.Enqueue(new JournalException(JournalError.DiskFull, "x", "x: the disk is full."));
        agent.Faults.Enqueue(new InvalidOperationException("nobody expected this"));
        agent.Faults.Enqueue(new TransportException("Redis is gone"));

        var events = await agent.RunAsync(decisions: 2);

        var failed = events.OfType<CycleFailed>().ToList();
        failed.Select(f => (f.Failure.Message, f.Next, f.IsBug)).Should().Equal(
            ("busy", AgentNext.TryAgain, false), ("banned", AgentNext.WaitAsAsked, false), ("no such symbol", AgentNext.NextCandle, false),
            ("x: the disk is full.", AgentNext.TryAgain, false), ("nobody expected this", AgentNext.TryAgain, true));
        failed[1].Wait.Should().Be(TimeSpan.FromMinutes(7));
        events.OfType<ChannelLost>().Should().ContainSingle().Which.Failure.Message.Should().Be("Redis is gone");
        events[^1].Should().BeOfType<CandleDecided>();
    }

    [Fact]
    public async Task Run_ChannelLostAndBack_EachIsReportedOnce()
    {
        await using var agent = new Agent();
        var looks = 0;
        agent.CheckChannel = _ => ++looks is > 5 and < 12 ? throw new TransportException("gone") : Task.CompletedTask;

        var events = await agent.RunAsync(decisions: 20);

        events.Where(e => e is ChannelLost or ChannelBack).Select(e => e.GetType()).Should().Equal(typeof(ChannelLost), typeof(ChannelBack));
    }

    [Fact]
    public async Task Run_ObserverThatThrows_CostsNoDecision()
    {
        await using var agent = new Agent();
        agent.Throws = happened => happened is CandleDecided;

        var events = await agent.RunAsync(decisions: 10);

        events.OfType<CandleDecided>().Should().HaveCount(10);
        events.OfType<CycleFailed>().Should().HaveCountGreaterThanOrEqualTo(9).And.OnlyContain(f => f.IsBug && f.Failure.Message == "too many events");
    }

    [Fact]
    public async Task Run_ObserverThatAlwaysThrows_StillDecides()
    {
        await using var agent = new Agent();
        agent.Throws = _ => true;

        (await agent.RunAsync(decisions: 5)).OfType<CandleDecided>().Should().HaveCount(5);
    }

    [Fact]
    public async Task Run_FailureThatLasts_IsRetriedEverMoreRarelyUpToAMinute()
    {
        await using var agent = new Agent();
        for (var i = 0; i < 7; i++)
        {
            agent.Faults.Enqueue(new CandleSourceException(CandleSourceError.Unavailable, "busy"));
        }

        var events = await agent.RunAsync(decisions: 1);

        events.OfType<CycleFailed>().Select(f => f.Wait.TotalSeconds).Should().StartWith([5.0, 10, 20, 40, 60]).And.OnlyContain(seconds => seconds >= 5 && seconds <= 60);
    }

    [Fact]
    public async Task Run_FailuresWithSuccessBetween_StartFromTheShortestWait()
    {
        await using var agent = new Agent();
        agent.Throws = happened =>
        {
            if (happened is CandleDecided)
            {
                agent.Faults.Enqueue(new CandleSourceException(CandleSourceError.Unavailable, "busy"));
            }

            return false;
        };

        var events = await agent.RunAsync(decisions: 6);

        events.OfType<CycleFailed>().Select(f => f.Wait.TotalSeconds).Should().HaveCountGreaterThanOrEqualTo(5).And.OnlyContain(seconds => seconds == 5);
    }

    [Fact]
    public async Task Run_CandleThatAnotherLoopDecided_IsNotDecidedAgain()
    {
        await using var agent = new Agent { DecidedCloseMs = SomeCandles.At(30).OpenTimeMs };

        var events = await agent.RunAsync(decisions: 2);

        events.OfType<CandleDecided>().Select(d => d.CloseMs).Should().Equal(SomeCandles.At(31).OpenTimeMs, SomeCandles.At(32).OpenTimeMs);
    }

    [Fact]
    public async Task Run_EndedBetweenCycles_CompletesTheCycleThatRuns()
    {
        await using var agent = new Agent();
        using var between = new CancellationTokenSource();
        agent.Asked = between.Cancel;

        var events = await agent.RunAsync(decisions: 100, between.Token);

        events.OfType<CandleDecided>().Should().ContainSingle("the cycle was in progress when the end was requested, and no other began");
        events.OfType<CycleFailed>().Should().BeEmpty();
    }

    [Fact]
    public async Task Run_StoppedBeforeItBegan_IsNoFailure()
    {
        await using var agent = new Agent();

        (await agent.RunAsync(decisions: 0)).Should().BeEmpty();
    }

    private sealed class Agent : ICandleSource, IAgentObserver, IAsyncDisposable
    {
        private readonly InstantTime _time = new(DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.At(30).OpenTimeMs + 2_000));
        private readonly List<AgentEvent> _events = [];
        private readonly CancellationTokenSource _stop = new();
        private readonly CycleBench _bench;
        private int _decisions;

        public Agent() => _bench = new CycleBench { Source = this, OtherClock = _time, Strategy = TestStrategies.Of(_ => null) };

        public Queue<Exception> Faults { get; } = new();

        public TestLog Log { get; } = new();

        public Func<CancellationToken, Task>? CheckChannel { get; set; }

        public Func<AgentEvent, bool> Throws { get; set; } = _ => false;

        public long? DecidedCloseMs { get; init; }

        public Action Asked { get; set; } = () => { };

        public async Task<IReadOnlyList<AgentEvent>> RunAsync(int decisions, CancellationToken betweenCycles = default)
        {
            _decisions = decisions;
            if (decisions == 0)
            {
                await _stop.CancelAsync();
            }

            var loop = new AgentLoop(new AgentLoopSettings
            {
                Cycle = _bench.Cycle(), Symbol = TestCandles.Symbol, Timeframe = TestCandles.FiveMinutes, Clock = _time, Observer = this,
                CheckChannel = CheckChannel, DecidedCloseMs = DecidedCloseMs, Logger = Log.CreateLogger("agent"),
            });
            await loop.RunAsync(_stop.Token, betweenCycles);
            return _events;
        }

        public void Observe(AgentEvent happened)
        {
            _events.Add(happened);
            if (happened is CandleDecided && --_decisions == 0)
            {
                _stop.Cancel();
            }

            if (Throws(happened))
            {
                throw new InvalidOperationException("too many events");
            }
        }

        public Task<CandleSeries> GetCandlesAsync(string symbol, Timeframe timeframe, int limit = 200, CancellationToken cancellationToken = default)
        {
            Asked();
            if (Faults.TryDequeue(out var fault))
            {
                throw fault;
            }

            var closed = (int)((_time.GetUtcNow().ToUnixTimeMilliseconds() - SomeCandles.Start) / SomeCandles.Step);
            return Task.FromResult(CandleSeries.FromCandles(symbol, timeframe, Enumerable.Range(0, closed).Select(i => SomeCandles.At(i))));
        }

        public async ValueTask DisposeAsync()
        {
            await _bench.DisposeAsync();
            _stop.Dispose();
        }
    }
}
