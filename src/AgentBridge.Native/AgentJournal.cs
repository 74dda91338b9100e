using System.Reflection;
using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Native;

/// <summary>A decision of this process, and its basis.</summary>
/// <param name="Approved">The decision.</param>
/// <param name="Basis">The candles.</param>
/// <param name="Latency">The duration of its stages.</param>
internal sealed record OwnDecision(ApprovedSignal Approved, CycleBasis Basis, CycleLatency Latency);

/// <summary>
/// Writes an agent's journals while a bot runs: rows of decisions and the lines of its cycles, like <c>run-cycle</c>. All of it
/// on threads of this side: the caller is the loop that guards open trades, so it waits a moment for a row, but not for a disk that
/// hangs or for another program's lock.
/// </summary>
internal sealed class AgentJournal
{
    private const int Remembered = 10_000;
    private const int MostWaiting = 1_000;

    /// <summary>The maximum wait of the bot's loop for a row.</summary>
    private static readonly TimeSpan LoopWait = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _written = [];
    private readonly OneAtATime<Guid, bool> _rows = new(LoopWait);
    private readonly DecisionPublisher _publisher;
    private readonly CycleLog _log;
    private Task _lines = Task.CompletedTask;
    private int _waiting;
    private JournalException? _problem;

    /// <summary>The journals of a folder.</summary>
    /// <param name="folder">The journal folder, such as <c>decision_logs</c>.</param>
    /// <param name="environment">dry-run or live.</param>
    /// <param name="clock">Names the run and dates the lines.</param>
    public AgentJournal(string folder, string environment, TimeProvider clock)
    {
        var journal = DecisionJournal.Open(folder);
        var run = FormattableString.Invariant($"clr-{clock.GetUtcNow():yyyyMMdd'T'HHmmss.fff'Z'}-{Environment.ProcessId}");
        var version = typeof(AgentJournal).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? string.Empty;
        _log = new CycleLog(ActionLog.Open(folder, new ActionOrigin(run, "bridge", version, environment), SecretMask.None, new JournalOptions { Clock = clock }));
        _publisher = new DecisionPublisher(journal, new InProcess());
        FilePath = journal.FilePath;
    }

    /// <summary>The file of the decisions.</summary>
    public string FilePath { get; }

    /// <summary>Logs a cycle that returned no signal; does not block.</summary>
    /// <param name="basis">The basis of the decision.</param>
    /// <param name="signal">The denied signal; <see langword="null"/> if none was triggered.</param>
    /// <param name="code">The result code.</param>
    /// <param name="latency">The duration of its stages.</param>
    /// <param name="rationale">The reason, as text.</param>
    public void Record(CycleBasis basis, TradingSignal? signal, string code, CycleLatency latency, string rationale)
    {
        lock (_lock)
        {
            // A disk that hangs for hours costs lines, not memory.
            if (_waiting >= MostWaiting)
            {
                return;
            }

            _waiting++;
            _lines = _lines.ContinueWith(_ => Write(basis, signal, code, latency, rationale), TaskScheduler.Default);
        }
    }

    /// <summary>Whether the journal has the decision, so that it may be used; <see langword="null"/> if that is not known yet: call again.</summary>
    /// <param name="signal">The decision.</param>
    /// <param name="own">Its basis; <see langword="null"/> for a decision made elsewhere.</param>
    /// <exception cref="JournalException">Row or line could not be written, now or since the last question; the next question tries again.</exception>
    public bool? Record(TradingSignal signal, OwnDecision? own)
    {
        lock (_lock)
        {
            if (_problem is { } problem)
            {
                _problem = null;
                throw problem;
            }

            if (_written.Contains(signal.DecisionId))
            {
                return true;
            }
        }

        if (!_rows.TryTake(signal.DecisionId, () => own is null ? _publisher.TryRecord(signal) : Publish(own), out var isRecorded))
        {
            return null;
        }

        lock (_lock)
        {
            if (_written.Count >= Remembered)
            {
                // The journal itself contains them all.
                _written.Clear();
            }

            _ = isRecorded && _written.Add(signal.DecisionId);
        }

        return isRecorded;
    }

    private bool Publish(OwnDecision own)
    {
        var signal = own.Approved.Signal;
        var outcome = _publisher.PublishAsync(own.Approved, f => _log.Record(own.Basis, signal, f.Code, own.Latency, f.Reason.Length > 0 ? f.Reason : signal.Rationale))
            .GetAwaiter().GetResult();
        return !outcome.IsConflict;
    }

    private void Write(CycleBasis basis, TradingSignal? signal, string code, CycleLatency latency, string rationale)
    {
        JournalException? failure = null;
        try
        {
            _log.Record(basis, signal, code, latency, rationale);
        }
        catch (JournalException exception)
        {
            failure = exception;
        }

        lock (_lock)
        {
            _waiting--;
            _problem = failure;
        }
    }

    /// <summary>The channel of a process that decides itself: the caller takes the decision directly.</summary>
    private sealed class InProcess : ISignalPublisher
    {
        public Task<PublishResult> PublishSignalAsync(ApprovedSignal signal, CancellationToken cancellationToken = default) =>
            Task.FromResult(PublishResult.Published);
    }
}
