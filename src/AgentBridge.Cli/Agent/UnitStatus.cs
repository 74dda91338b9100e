using AgentBridge.Engine;

namespace AgentBridge.Cli;

/// <summary>The condition of one unit, for whoever asks: that of its loop, and whether the loop lives.</summary>
/// <param name="unit">The pair and its strategy.</param>
/// <param name="wasReady">Whether a loop that this one replaces had completed a cycle: a change of settings takes nothing back.</param>
/// <threadsafety>Any number of threads.</threadsafety>
internal sealed class UnitStatus(AgentUnit unit, bool wasReady)
{
    // Longer than every request of a cycle may take with its repetitions.
    private static readonly TimeSpan LongestCycle = TimeSpan.FromMinutes(5);

    private volatile AgentLoop? _loop;
    private volatile string? _ended;

    /// <summary>The loop that runs now, or ran last.</summary>
    public AgentLoop? Loop
    {
        get => _loop;
        set => (_loop, _ended) = (value, null);
    }

    /// <summary>The loop has ended by an exception and will be started again.</summary>
    /// <param name="why">Why, in one line.</param>
    public void Ended(string why) => _ended = why;

    /// <summary>Everything as of now.</summary>
    public UnitState State()
    {
        if (_loop is not { } loop)
        {
            return new UnitState(unit, UnitActivity.Starting, wasReady, null, null, null, 0, 0, null);
        }

        var status = loop.Status;
        var isReady = wasReady || status.LastCycleAt is not null;
        var failure = _ended ?? status.Problem?.ReplaceLineEndings(" ");
        var activity = _ended is null && loop.SilentFor > LongestCycle ? UnitActivity.Silent
            : failure is not null ? UnitActivity.Failing
            : status.IsStrategyLate ? UnitActivity.Hanging
            : isReady ? UnitActivity.Running
            : UnitActivity.Starting;
        return new UnitState(unit, activity, isReady, loop.DecidedCloseMs, status.LastCode, status.LastDecisionAt, status.FailuresInARow, status.Failures, failure);
    }
}
