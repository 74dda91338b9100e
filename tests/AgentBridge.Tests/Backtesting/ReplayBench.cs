using AgentBridge.Backtesting;
using AgentBridge.Engine;
using AgentBridge.Engine.FileChannel;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Backtesting;

/// <summary>A replay with real journals and a file channel in a folder of its own; the channel can be replaced.</summary>
internal sealed class ReplayBench : IAsyncDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("agentbridge-replay-");
    private readonly FileSignalChannel _file;

    public ReplayBench()
    {
        _file = new FileSignalChannel(new FileChannelOptions { Folder = Path.Combine(_root.FullName, "signals"), LockTimeout = TimeSpan.FromSeconds(30) }, Clock);
        (Publisher, Source) = (_file, _file);
    }

    public string Folder => Path.Combine(_root.FullName, "decision_logs");

    public CandleClock Clock { get; } = new();

    public ISignalPublisher Publisher { get; set; }

    public ISignalSource Source { get; set; }

    public PaperOptions Paper { get; set; } = new();

    public PaperReplay Replay(CandleSeries candles) => new(new PaperReplaySettings
    {
        Candles = candles.Alone(),
        Strategy = TestStrategies.Breakout(),
        Risk = new RiskOptions(),
        Paper = Paper,
        Publisher = Publisher,
        Source = Source,
        Clock = Clock,
        Decisions = DecisionJournal.Open(Folder),
        Results = TradeResultJournal.Open(Folder),
        Log = ActionLog.Open(Folder, new ActionOrigin("run-1", "bridge", "test", "dry-run"), SecretMask.None),
    });

    public IReadOnlyList<DecisionRow> Decisions() => DecisionJournal.Read(Folder);

    public IReadOnlyList<TradeResultRow> Results() => TradeResultJournal.Read(Folder);

    public IReadOnlyList<ActionEntry> Lines(string action) => [.. ActionLog.Read(Folder, r => string.Equals(r.Entry.Action, action, StringComparison.Ordinal)).Records.Select(r => r.Entry)];

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _root.Delete(recursive: true);
    }
}

/// <summary>A source that maps the answers of the real one.</summary>
internal sealed class TwistedSource(ISignalSource real, Func<FetchResult, FetchResult> twist) : ISignalSource
{
    public async Task<FetchResult> FetchLatestSignalAsync(string symbol, int maxAgeSec = 600, CancellationToken cancellationToken = default) =>
        twist(await real.FetchLatestSignalAsync(symbol, maxAgeSec, cancellationToken));
}

/// <summary>Receives the progress synchronously, on the replay's own thread.</summary>
internal sealed class ProgressHandler(Action<PaperReplayProgress> onProgress) : IProgress<PaperReplayProgress>
{
    public void Report(PaperReplayProgress value) => onProgress(value);
}
