using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Native;

/// <summary>
/// Writes decision rows on a thread of this side: whoever asks is the loop that guards open trades, so it waits a moment, and not for
/// a disk that hangs or for another program's lock.
/// </summary>
/// <param name="journal">The journal.</param>
internal sealed class DecisionRecorder(DecisionJournal journal)
{
    private const int Remembered = 10_000;

    /// <summary>How long the bot's loop may wait for a row.</summary>
    private static readonly TimeSpan LoopWait = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _written = [];
    private readonly OneAtATime<Guid, AppendOutcome> _rows = new(LoopWait);

    /// <summary>What came of a decision's row; <see langword="null"/> where that is not known yet: ask again.</summary>
    /// <param name="signal">The decision.</param>
    /// <exception cref="JournalException">The row could not be written; the next question tries again.</exception>
    public AppendOutcome? Record(TradingSignal signal)
    {
        lock (_lock)
        {
            if (_written.Contains(signal.DecisionId))
            {
                return AppendOutcome.Duplicate;
            }
        }

        if (!_rows.TryTake(signal.DecisionId, () => journal.AppendDecision(DecisionRows.Of(signal)), out var outcome))
        {
            return null;
        }

        lock (_lock)
        {
            if (_written.Count >= Remembered)
            {
                // The journal itself knows them all.
                _written.Clear();
            }

            _ = outcome != AppendOutcome.Conflict && _written.Add(signal.DecisionId);
        }

        return outcome;
    }
}
