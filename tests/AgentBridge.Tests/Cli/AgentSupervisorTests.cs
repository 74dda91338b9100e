using AgentBridge.Cli;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Engine.Cycle;
using AgentBridge.Tests.ExchangeSimulator;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>Loops that end, strategies that throw and sources that fail: each is started or asked again, and the other loops decide every candle.</summary>
public sealed class AgentSupervisorTests : IAsyncLifetime, IDisposable
{
    private readonly ManualTime _time = new(DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.At(30).OpenTimeMs + 2_000));
    private readonly SharedLines _error = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<CycleBench> _benches = [];
    private readonly Dictionary<string, Pair> _pairs = new(StringComparer.Ordinal);
    private AgentSupervisor _supervisor = null!;

    public Task InitializeAsync()
    {
        _supervisor = new AgentSupervisor((unit, decided) => _pairs[unit.Pair].Compose(decided), _error.WriteLine, _time, _stop.Token);
        return Task.CompletedTask;
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Supervise_OneLoopEndsOneStrategyThrowsOneSourceFails_TheOthersDecideEveryCandle()
    {
        const int Restarts = 8;
        var (ends, throws, fails, well) = (Add("A/USDT"), Add("B/USDT", _ => throw new InvalidOperationException("no decision")), Add("C/USDT"), Add("D/USDT"));
        ends.CheckChannel = () => throw new InvalidOperationException("a bug");
        ends.FailsToCompose = start => start == 3;
        fails.IsUnavailable = true;
        _ = await _supervisor.ApplyAsync([.. _pairs.Keys.Select(Unit)]);

        await UntilAsync(() => ends.Starts.Count > Restarts && well.Decided.Count >= 3 && throws.Decided.Count >= 3);

        Messages().Take(Restarts).Select(line => line[(line.LastIndexOf(" in ", StringComparison.Ordinal) + 4)..]).Should().Equal("5 s", "10 s", "20 s", "40 s", "80 s", "160 s", "300 s", "300 s");
        Messages().Should().OnlyContain(line => line.Contains("A/USDT fake/1: its loop ended, this is a bug: InvalidOperationException: ", StringComparison.Ordinal));
        ends.Starts.Zip(ends.Starts.Skip(1), (one, next) => (next - one).TotalSeconds).Take(Restarts).Zip([5.0, 10, 20, 40, 80, 160, 300, 300]).Should().OnlyContain(pair => pair.First >= pair.Second);
        well.Decided.Should().OnlyHaveUniqueItems().And.BeInAscendingOrder().And.Equal(Enumerable.Range(0, well.Decided.Count).Select(i => well.Decided[0] + (i * SomeCandles.Step)), "no candle is left out");
        throws.Codes.Should().OnlyContain(code => code == CycleCodes.GeneratorFailed);
        fails.Asked.Should().BeGreaterThan(3);
        var states = _supervisor.States.ToDictionary(state => state.Unit.Pair, StringComparer.Ordinal);
        states.Values.Should().OnlyContain(state => state.IsAlive);
        (states["A/USDT"].Activity, states["C/USDT"].Activity, states["D/USDT"].Activity).Should().Be((UnitActivity.Failing, UnitActivity.Failing, UnitActivity.Running));
        states["A/USDT"].Failure.Should().StartWith("InvalidOperationException: ");
        states["C/USDT"].Failure.Should().Be("no answer");

        // What failed and works again is decided without being started by hand.
        (ends.CheckChannel, fails.IsUnavailable) = (() => { }, false);
        await UntilAsync(() => ends.Decided.Count > 0 && fails.Decided.Count > 0);
        _supervisor.States.Where(state => state.Unit.Pair is "A/USDT" or "C/USDT").Should().OnlyContain(state => state.Activity == UnitActivity.Running);
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Supervise_LoopThatEndsAfterAWhile_IsStartedAgainAfterTheShortestPause()
    {
        var ends = Add("A/USDT");
        ends.CheckChannel = () =>
        {
            if (_time.GetUtcNow() - ends.Starts[^1] > TimeSpan.FromMinutes(6))
            {
                throw new InvalidOperationException("a bug");
            }
        };
        _ = await _supervisor.ApplyAsync([Unit("A/USDT")]);

        await UntilAsync(() => ends.Starts.Count > 4);

        Messages().Take(4).Should().OnlyContain(line => line.EndsWith("started again in 5 s", StringComparison.Ordinal));
        ends.Decided.Should().OnlyHaveUniqueItems("a candle that was decided before the loop ended is not decided again");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Apply_WhileALoopWaitsForItsRestart_EndsIt()
    {
        var (ends, well) = (Add("A/USDT"), Add("D/USDT"));
        ends.CheckChannel = () => throw new InvalidOperationException("a bug");
        _ = await _supervisor.ApplyAsync([Unit("A/USDT"), Unit("D/USDT")]);
        await UntilAsync(() => ends.Starts.Count > 2);

        (await _supervisor.ApplyAsync([Unit("D/USDT")])).Should().Be((0, 1));

        var starts = ends.Starts.Count;
        var decided = well.Decided.Count;
        await UntilAsync(() => well.Decided.Count > decided + 2);
        ends.Starts.Should().HaveCount(starts);
        _supervisor.States.Should().ContainSingle().Which.Unit.Pair.Should().Be("D/USDT");
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _supervisor.EndAsync().WaitAsync(TimeSpan.FromMinutes(2));
        foreach (var bench in _benches)
        {
            await bench.DisposeAsync();
        }
    }

    public void Dispose() => _stop.Dispose();

    private static AgentUnit Unit(string pair) => new(pair, TestStrategies.Of(_ => null), new RiskOptions(), 1_000);

    private string[] Messages() => [.. _error.All().Where(line => line.Contains("its loop ended", StringComparison.Ordinal))];

    private Pair Add(string pair, Func<Candle, TradePlan?>? decide = null)
    {
        var added = new Pair(_time);
        var bench = new CycleBench { Source = added, OtherClock = _time, Strategy = TestStrategies.Of(decide ?? (_ => null)) };
        added.Cycle = bench.Cycle;
        _benches.Add(bench);
        return _pairs[pair] = added;
    }

    /// <summary>Lets the clock run, five seconds at a time.</summary>
    private async Task UntilAsync(Func<bool> isDone)
    {
        var end = Environment.TickCount64 + 300_000;
        while (!isDone())
        {
            Environment.TickCount64.Should().BeLessThan(end, $"five minutes are enough\n{_error}");
            _time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(5);
        }
    }

    /// <summary>A pair's exchange, channel and loop.</summary>
    private sealed class Pair(ManualTime time) : ICandleSource, IAgentObserver
    {
        private readonly Lock _lock = new();
        private readonly List<DateTimeOffset> _starts = [];
        private readonly List<CandleDecided> _decided = [];

        public Func<RunCycle> Cycle { get; set; } = null!;

        public Action CheckChannel { get; set; } = () => { };

        public Func<int, bool> FailsToCompose { get; set; } = _ => false;

        public volatile bool IsUnavailable;

        public volatile int Asked;

        /// <summary>When its loop was composed.</summary>
        public List<DateTimeOffset> Starts => Locked(() => _starts.ToList());

        public List<long> Decided => Locked(() => _decided.ConvertAll(decided => decided.CloseMs!.Value));

        public List<string> Codes => Locked(() => _decided.ConvertAll(decided => decided.Result.Code));

        public AgentLoop Compose(long? decidedCloseMs)
        {
            var start = Locked(() =>
            {
                _starts.Add(time.GetUtcNow());
                return _starts.Count;
            });
            return FailsToCompose(start)
                ? throw new InvalidOperationException("it can't be composed")
                : new AgentLoop(new AgentLoopSettings
                {
                    Cycle = Cycle(), Symbol = TestCandles.Symbol, Timeframe = TestCandles.FiveMinutes, Clock = time, Observer = this, DecidedCloseMs = decidedCloseMs,
                    CheckChannel = _ =>
                    {
                        CheckChannel();
                        return Task.CompletedTask;
                    },
                });
        }

        public void Observe(AgentEvent happened)
        {
            if (happened is CandleDecided decided)
            {
                Locked(() =>
                {
                    _decided.Add(decided);
                    return 0;
                });
            }
        }

        public Task<CandleSeries> GetCandlesAsync(string symbol, Timeframe timeframe, int limit = 200, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref Asked);
            var closed = (int)((time.GetUtcNow().ToUnixTimeMilliseconds() - SomeCandles.Start) / SomeCandles.Step);
            return IsUnavailable
                ? throw new CandleSourceException(CandleSourceError.Unavailable, "no answer")
                : Task.FromResult(CandleSeries.FromCandles(symbol, timeframe, Enumerable.Range(0, closed).Select(i => SomeCandles.At(i))));
        }

        private T Locked<T>(Func<T> read)
        {
            lock (_lock)
            {
                return read();
            }
        }
    }
}
