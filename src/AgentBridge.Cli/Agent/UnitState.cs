namespace AgentBridge.Cli;

/// <summary>What a loop is doing.</summary>
internal enum UnitActivity
{
    /// <summary>Its first cycle has not completed.</summary>
    Starting,

    /// <summary>Its newest cycle completed.</summary>
    Running,

    /// <summary>Its newest cycle failed; it is retried.</summary>
    Failing,

    /// <summary>The strategy does not answer: the pair is not decided until it has.</summary>
    Hanging,

    /// <summary>The loop gives no sign of life.</summary>
    Silent,
}

/// <summary>A loop as of an instant.</summary>
/// <param name="Unit">The pair and its strategy.</param>
/// <param name="Activity">What it is doing.</param>
/// <param name="IsReady">Whether its first cycle has completed.</param>
/// <param name="CandleCloseMs">The close of the newest decided candle, in Unix milliseconds.</param>
/// <param name="Decision">The result code of that candle.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="Failures">The failures since the last cycle that completed.</param>
/// <param name="FailuresTotal">The failures since the start.</param>
/// <param name="Failure">The newest of the current failures, in one line.</param>
internal sealed record UnitState(
    AgentUnit Unit, UnitActivity Activity, bool IsReady, long? CandleCloseMs, string? Decision, DateTimeOffset? DecidedAt, int Failures, long FailuresTotal, string? Failure)
{
    /// <summary>Whether the loop lives, whatever its cycles come to.</summary>
    public bool IsAlive => Activity != UnitActivity.Silent;

    /// <summary>Whether the pair is decided on every candle.</summary>
    public bool IsWell => Activity is UnitActivity.Running or UnitActivity.Starting;
}
