using System.Globalization;
using AgentBridge.Engine;

namespace AgentBridge.CrashChild;

/// <summary>A journal by its name, so that one test serves all three: its file, its first line, and its n-th row.</summary>
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
    ];

    public string Name { get; }

    public string FileName { get; }

    public string Header { get; }

    /// <summary>The ids of the rows that a reader sees.</summary>
    public Func<string, IReadOnlyList<string>> ReadIds { get; }

    public static JournalKind Of(string name) => All.Single(kind => string.Equals(kind.Name, name, StringComparison.Ordinal));

    // What is looked at is what gets written; on a busy machine one of two may stand in the queue for long.
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
