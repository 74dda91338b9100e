namespace AgentBridge.Engine;

/// <summary>Keeps the status of one agent from the events that it reports.</summary>
/// <threadsafety>The agent writes; any number of threads read.</threadsafety>
internal sealed class AgentTracker(AgentLoopSettings settings)
{
    private AgentStatus _status = new(settings.Symbol, settings.Timeframe, settings.Cycle.StrategyName);

    public DateTimeOffset Now => settings.Clock.GetUtcNow();

    /// <summary>The status as of now.</summary>
    public AgentStatus Status => Volatile.Read(ref _status) with
    {
        StrategyFailures = settings.Cycle.StrategyFailures,
        LastCloseAt = settings.Cycle.Candles is { Count: > 0 } candles ? DateTimeOffset.FromUnixTimeMilliseconds(candles.CloseTimeMs(candles.Count - 1)) : null,
    };

    public int FailuresInARow => _status.FailuresInARow;

    public void Started() => Set(_status with { IsRunning = true, StartedAt = Now });

    public void Ended() => Set(_status with { IsRunning = false });

    public void Record(AgentEvent agentEvent) => Set(agentEvent switch
    {
        CycleCompleted => Completed(),
        CandleDecided decided => Decided(decided),
        CycleFailed { Failure: not OperationCanceledException } failed => _status with { Failures = _status.Failures + 1, FailuresInARow = _status.FailuresInARow + 1, Problem = failed.Failure.Message },
        ChannelLost lost => _status with { ChannelProblem = lost.Failure.Message },
        ChannelBack => _status with { ChannelProblem = null },
        _ => _status,
    });

    private AgentStatus Completed()
    {
        var cycle = settings.Cycle;
        return _status with
        {
            LastCycleAt = Now,
            FailuresInARow = 0,
            Problem = null,
            IsStrategyLate = cycle.IsStrategyLate,
            Undecided = cycle.Undecided,
        };
    }

    private AgentStatus Decided(CandleDecided decided) => _status with
    {
        LastDecisionAt = decided.At,
        LastCode = decided.Result.Code,
        LastDecisionId = decided.Result.Signal?.DecisionId ?? _status.LastDecisionId,
        Decisions = _status.Decisions + 1,
        Published = _status.Published + (string.Equals(decided.Result.Code, CycleCodes.Published, StringComparison.Ordinal) ? 1 : 0),
    };

    private void Set(AgentStatus status) => Volatile.Write(ref _status, status);
}
