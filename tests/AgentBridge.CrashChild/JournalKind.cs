using System.Globalization;
using System.Text;
using AgentBridge.Engine;
using AgentBridge.Engine.FileChannel;
using AgentBridge.Risk;
using AgentBridge.Schema;

namespace AgentBridge.CrashChild;

/// <summary>A journal or the file channel, by name, so that one test covers all of them: its file, its first line and its n-th row.</summary>
public sealed class JournalKind
{
    private readonly Func<string, JournalOptions, IOpenJournal> _open;

    private JournalKind(string name, string fileName, string header, Func<string, JournalOptions, IOpenJournal> open, Func<string, IReadOnlyList<string>> ids) =>
        (Name, FileName, Header, _open, ReadIds) = (name, fileName, header, open, ids);

    public static IReadOnlyList<JournalKind> All { get; } =
    [
        new("decisions", DecisionJournal.FileName, DecisionJournal.Header + "\n", (folder, options) => new Decisions(folder, options),
            folder => [.. DecisionJournal.Read(folder).Select(row => row.DecisionId)]),
        new("results", TradeResultJournal.FileName, TradeResultJournal.Header + "\n", (folder, options) => new Results(folder, options),
            folder => [.. TradeResultJournal.Read(folder).Select(row => row.DecisionId)]),
        new("actions", "actions-20250601.jsonl", string.Empty, (folder, options) => new Actions(folder, options),
            folder => [.. ActionLog.Read(folder, keep: null).Records.Select(record => record.Entry.OutputRefs[0])]),
        new("signals", "signals-20250601.jsonl", string.Empty, (folder, options) => new Signals(folder, options, maxSignals: 100_000), SignalIds),
    ];

    /// <summary>A file channel that keeps ten lines.</summary>
    public static JournalKind FewSignals { get; } =
        new("few-signals", "signals-20250601.jsonl", string.Empty, (folder, options) => new Signals(folder, options, maxSignals: 10), SignalIds);

    public string Name { get; }

    public string FileName { get; }

    public string Header { get; }

    /// <summary>The ids of the rows that a reader sees.</summary>
    public Func<string, IReadOnlyList<string>> ReadIds { get; }

    public static JournalKind Of(string name) => All.Append(FewSignals).Single(kind => string.Equals(kind.Name, name, StringComparison.Ordinal));

    // The tests check what is written; on a busy machine one of two writers may wait in the queue for long.
    public IOpenJournal Open(string folder, IJournalDisk disk) =>
        _open(folder, new JournalOptions { Disk = disk, Clock = new FixedClock(), LockTimeout = TimeSpan.FromMinutes(2) });

    public static DecisionRow Decision(string id) => new(id, 1_748_779_500_000, "BTC/USDT", "long", 104211.25, 103800.5, 104622, 105033.125, 0.6125);

    public static TradeResultRow Result(string id) => new(id, 104622.5, -1.0123456789);

    public static string Id(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number:D4}");

    private sealed class Decisions(string folder, JournalOptions options) : IOpenJournal
    {
        private readonly DecisionJournal _journal = DecisionJournal.Open(folder, options);

        public JournalRepair Repair => _journal.Repair;

        public AppendOutcome Append(string id) => _journal.AppendDecision(Decision(id));
    }

    private sealed class Results(string folder, JournalOptions options) : IOpenJournal
    {
        private readonly TradeResultJournal _journal = TradeResultJournal.Open(folder, options);

        public JournalRepair Repair => _journal.Repair;

        public AppendOutcome Append(string id) => _journal.AppendTradeResult(Result(id));
    }

    private sealed class Actions(string folder, JournalOptions options) : IOpenJournal
    {
        private readonly ActionLog _log = ActionLog.Open(folder, new ActionOrigin("run-1", "bridge", "0.1.0", "dry-run"), SecretMask.None, options);

        public JournalRepair Repair => _log.Repair;

        public AppendOutcome Append(string id)
        {
            _log.Append(new ActionEntry("publish", "BTC/USDT", "OK") { OutputRefs = [id], Rationale = "breakout “above” 19-bar high" }, flush: true);
            return AppendOutcome.Appended;
        }
    }

    /// <summary>The channel as a reader sees it: complete lines, each a signal.</summary>
    private static string[] SignalIds(string folder) =>
    [
        .. (Directory.Exists(folder) ? Directory.GetFiles(folder, "signals-*.jsonl") : []).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)
            .SelectMany(bytes => Encoding.UTF8.GetString(bytes, 0, bytes.AsSpan().LastIndexOf((byte)'\n') + 1).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => SignalJson.TryRead(Encoding.UTF8.GetBytes(line), out var signal, out _) ? signal.Rationale : $"no signal: {line}"),
    ];

    private sealed class Signals(string folder, JournalOptions options, int maxSignals) : IOpenJournal
    {
        private static readonly RiskOptions Lenient = new() { MaxCapitalPct = 1, MaxSignalAgeSec = 604_800 };

        private readonly Func<ApprovedSignal, CancellationToken, Task<PublishResult>> _publish = new FileSignalChannel(
            new FileChannelOptions { Folder = folder, MaxSignals = maxSignals, LockTimeout = TimeSpan.FromMinutes(1) }, options.Clock, options.Disk).PublishSignalAsync;

        // A channel repairs damage with its next publication.
        public JournalRepair Repair => JournalRepair.None;

        public AppendOutcome Append(string id)
        {
            try
            {
                return _publish(Signal(id), CancellationToken.None).GetAwaiter().GetResult() switch
                {
                    PublishResult.Published => AppendOutcome.Appended,
                    PublishResult.Duplicate => AppendOutcome.Duplicate,
                    _ => AppendOutcome.Conflict,
                };
            }
            catch (TransportException failure) when (failure.InnerException is JournalException inner)
            {
                throw new JournalException(inner.Error, inner.Path, inner.Message, failure);
            }
        }

        private static ApprovedSignal Signal(string id)
        {
            var timestamp = DateTimeOffset.FromUnixTimeMilliseconds(1_748_779_500_000);
            var plan = new RiskPlan(103_800, new TakeProfits(new TakeProfit(104_622, 0.5), new TakeProfit(105_033, 0.5)), 0.05);
            var signal = new TradingSignal(
                DecisionId.VersionFive(DecisionId.Namespace, "test|" + id), timestamp, "BTC/USDT", SignalSide.Long, 0.6, new SignalEntry(EntryType.Market, 104_211), plan, id);
            return RiskGate.ApproveRecorded(signal, timestamp, Lenient).Approved ?? throw new InvalidOperationException(id);
        }
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1_748_779_500_123);
    }
}

/// <summary>An open journal of any kind.</summary>
public interface IOpenJournal
{
    JournalRepair Repair { get; }

    AppendOutcome Append(string id);
}
