using AgentBridge.Market;

namespace AgentBridge.Engine;

/// <summary>The condition of one pair's agent at one moment, for health checks, status pages and metrics. Times are UTC by the agent's clock.</summary>
/// <param name="Symbol">The pair, such as <c>BTC/USDT</c>.</param>
/// <param name="Timeframe">The length of a candle.</param>
/// <param name="Strategy">Name and version of the strategy, such as <c>breakout/1</c>.</param>
public sealed record AgentStatus(string Symbol, Timeframe Timeframe, string Strategy)
{
    /// <summary>When the agent was started last; <see langword="null"/> if it never was.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning { get; init; }

    /// <summary>When a cycle last completed, whatever it decided; <see langword="null"/> before the first.</summary>
    public DateTimeOffset? LastCycleAt { get; init; }

    /// <summary>The close of the newest candle that a cycle has seen; <see langword="null"/> before the first.</summary>
    public DateTimeOffset? LastCloseAt { get; init; }

    /// <summary>When a candle was last decided; <see langword="null"/> before the first.</summary>
    public DateTimeOffset? LastDecisionAt { get; init; }

    /// <summary>The result code of that decision (<see cref="CycleCodes"/>, DECISION_CONFLICT or a deny code); <see langword="null"/> before the first.</summary>
    public string? LastCode { get; init; }

    /// <summary>The newest signal's decision_id; <see langword="null"/> before the first.</summary>
    public Guid? LastDecisionId { get; init; }

    /// <summary>Candles that were decided since the start.</summary>
    public long Decisions { get; init; }

    /// <summary>Signals that were published since the start.</summary>
    public long Published { get; init; }

    /// <summary>Cycles without a result since the start.</summary>
    public long Failures { get; init; }

    /// <summary>Cycles without a result since the last one with a result.</summary>
    public int FailuresInARow { get; init; }

    /// <summary>Why the newest cycle had no result; <see langword="null"/> where it had one.</summary>
    public string? Problem { get; init; }

    /// <summary>How often the strategy threw or did not answer in time.</summary>
    public long StrategyFailures { get; init; }

    /// <summary>Whether the strategy did not answer in time (GENERATOR_TIMEOUT): the pair is not decided until it does.</summary>
    public bool IsStrategyLate { get; init; }

    /// <summary>Why the newest candle was not decided (FEED_MISSING, GENERATOR_FAILED, GENERATOR_TIMEOUT); <see langword="null"/> where it was.</summary>
    public string? Undecided { get; init; }

    /// <summary>Why the channel can't be published to; <see langword="null"/> where it can, as far as is known.</summary>
    public string? ChannelProblem { get; init; }
}
