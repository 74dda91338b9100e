using AgentBridge.Engine;
using AgentBridge.Engine.FileChannel;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine.Cycle;

/// <summary>A cycle with real journals and a real file channel in its own folder; the parts can be replaced.</summary>
internal sealed class CycleBench : IAsyncDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("agentbridge-cycle-");

    public CycleBench()
    {
        Journal = DecisionJournal.Open(DecisionFolder);
        Log = OpenLog();
        Channel = new FileSignalChannel(new FileChannelOptions { Folder = Path.Combine(_root.FullName, "signals"), LockTimeout = TimeSpan.FromSeconds(30) }, Clock);
        Source = new ReplayCandleSource(TestCandles.Series(TestCandles.Breakout(30)).Alone(), 30);
        Publisher = Channel;
        Clock.Set(TestCandles.ExampleOpenMs + 300_000);
    }

    public string DecisionFolder => Path.Combine(_root.FullName, "decisions");

    public string LogFolder => Path.Combine(_root.FullName, "log");

    public CandleClock Clock { get; } = new();

    public DecisionJournal Journal { get; }

    public ActionLog Log { get; set; }

    public FileSignalChannel Channel { get; }

    public ICandleSource Source { get; set; }

    public ISignalPublisher? Publisher { get; set; }

    public Strategy Strategy { get; init; } = TestStrategies.Breakout();

    public RiskOptions Risk { get; init; } = new();

    public RiskRules Rules { get; init; } = RiskRules.Standard;

    public TimeProvider? OtherClock { get; init; }

    public TimeSpan? StrategyTimeout { get; init; }

    public bool LogQuietCycles { get; set; } = true;

    public RunCycle Cycle() => new(new RunCycleSettings
    {
        Symbol = TestCandles.Symbol,
        Timeframe = TestCandles.FiveMinutes,
        Source = Source,
        Strategy = Strategy,
        Risk = Risk,
        Rules = Rules,
        Clock = OtherClock ?? Clock,
        Journal = Journal,
        Log = Log,
        Publisher = Publisher,
        LogQuietCycles = LogQuietCycles,
        StrategyTimeout = StrategyTimeout,
    });

    public ActionLog OpenLog() => ActionLog.Open(LogFolder, new ActionOrigin("run-1", "bridge", "test", "backtest"), SecretMask.None);

    public IReadOnlyList<DecisionRow> Rows() => DecisionJournal.Read(DecisionFolder);

    public IReadOnlyList<ActionEntry> Lines() => [.. ActionLog.Read(LogFolder, null).Records.Select(r => r.Entry)];

    public IEnumerable<string> Results() => Lines().Select(l => l.Result);

    public async Task<TradingSignal?> FetchAsync() => (await Channel.FetchLatestSignalAsync(TestCandles.Symbol)).Signal;

    public async ValueTask DisposeAsync()
    {
        await Channel.DisposeAsync();
        _root.Delete(recursive: true);
    }
}

/// <summary>A source with a scripted answer.</summary>
internal sealed class FakeSource(Func<CandleSeries> candles) : ICandleSource
{
    public Func<CandleSeries> Candles { get; set; } = candles;

    public int Limit { get; private set; }

    public Task<CandleSeries> GetCandlesAsync(string symbol, Timeframe timeframe, int limit = 200, CancellationToken cancellationToken = default)
    {
        Limit = limit;
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Candles());
    }
}

/// <summary>A publisher with a scripted result that records what it was given.</summary>
internal sealed class FakePublisher(Func<ApprovedSignal, PublishResult> publish) : ISignalPublisher
{
    public List<ApprovedSignal> Given { get; } = [];

    public Task<PublishResult> PublishSignalAsync(ApprovedSignal signal, CancellationToken cancellationToken = default)
    {
        Given.Add(signal);
        return Task.FromResult(publish(signal));
    }
}

/// <summary>A clock whose wall-clock time stays or jumps and whose monotonic time moves only on request; a FakeTimeProvider moves both at once.</summary>
internal sealed class TwoSidedClock(DateTimeOffset now) : TimeProvider
{
    private long _ticks;

    public DateTimeOffset Now { get; set; } = now;

    public override long TimestampFrequency => 1_000;

    public void Pass(int milliseconds) => _ticks += milliseconds;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => Now;
}
