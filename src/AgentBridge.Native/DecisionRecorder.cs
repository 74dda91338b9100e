using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Native;

/// <summary>
/// Writes decision rows on a thread of this side: whoever asks is the loop that guards open trades, so it waits a moment, and not for
/// a disk that hangs or for another program's lock. A row that is late is there at a later question.
/// </summary>
/// <param name="append">Appends a row; may block, and throw <see cref="JournalException"/>.</param>
/// <param name="wait">How long a question may take.</param>
internal sealed class DecisionRecorder(Func<DecisionRow, AppendOutcome> append, TimeSpan wait)
{
    /// <summary>How long the bot's loop may wait for a row.</summary>
    public static readonly TimeSpan LoopWait = TimeSpan.FromMilliseconds(250);

    private const int Remembered = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _written = [];
    private Task<AppendOutcome> _row = Task.FromResult(AppendOutcome.Duplicate);
    private Guid _rowOf;

    /// <summary>What came of a decision's row; <see langword="null"/> where that is not known yet: ask again.</summary>
    /// <param name="signal">The decision.</param>
    /// <exception cref="JournalException">The row could not be written; the next question tries again.</exception>
    public AppendOutcome? Record(TradingSignal signal)
    {
        Task<AppendOutcome> row;
        lock (_lock)
        {
            if (_written.Contains(signal.DecisionId))
            {
                return AppendOutcome.Duplicate;
            }

            if (!_row.IsCompleted)
            {
                // One row at a time, and one wait for it: a disk that hangs would else be waited for once a pair.
                return null;
            }

            if (_rowOf != signal.DecisionId)
            {
                _rowOf = signal.DecisionId;
                var values = DecisionRows.Of(signal);
                _row = Task.Run(() => append(values));
            }

            row = _row;
        }

        return ((IAsyncResult)row).AsyncWaitHandle.WaitOne(wait) ? Take(row) : null;
    }

    private AppendOutcome? Take(Task<AppendOutcome> row)
    {
        lock (_lock)
        {
            if (row == _row)
            {
                var decision = _rowOf;
                _rowOf = Guid.Empty;
                if (row.IsCompletedSuccessfully && row.Result != AppendOutcome.Conflict)
                {
                    if (_written.Count >= Remembered)
                    {
                        // The journal itself knows them all.
                        _written.Clear();
                    }

                    _ = _written.Add(decision);
                }
            }
        }

        return row.GetAwaiter().GetResult();
    }
}
