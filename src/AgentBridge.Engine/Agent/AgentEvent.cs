using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>An event of an agent.</summary>
public abstract record AgentEvent;

/// <summary>A cycle completed, whatever it decided; after failures it means that the agent works again.</summary>
public sealed record CycleCompleted : AgentEvent;

/// <summary>A candle was decided; raised once per candle.</summary>
/// <param name="Result">The cycle's result.</param>
/// <param name="At">When.</param>
/// <param name="CloseMs">The candle's close, in Unix milliseconds; <see langword="null"/> where none has closed.</param>
/// <param name="PriceStep">The price step as of that candle.</param>
public sealed record CandleDecided(CycleResult Result, DateTimeOffset At, long? CloseMs, PriceStep PriceStep) : AgentEvent
{
    /// <summary>Why nothing was decided after all, and will not be on this candle; <see langword="null"/> where it was.</summary>
    public string? Undecided { get; init; }
}

/// <summary>A candle could not be decided because a feed of the strategy is missing; retried until the next close. Raised once per candle.</summary>
/// <param name="Code">The code (<see cref="CycleCodes.FeedMissing"/>).</param>
/// <param name="Feed">Which feed, and why.</param>
public sealed record FeedUnavailable(string Code, string? Feed) : AgentEvent;

/// <summary>The pair's price step is unknown: prices are rounded to 12 significant digits. Once.</summary>
/// <param name="Symbol">The pair, such as <c>BTC/USDT</c>.</param>
public sealed record PriceStepUnknown(string Symbol) : AgentEvent;

/// <summary>A cycle failed. The agent continues in any case.</summary>
/// <param name="Failure">What ended the cycle.</param>
/// <param name="Next">The agent's reaction.</param>
/// <param name="Wait">How long it waits before it asks again, as far as known.</param>
public sealed record CycleFailed(Exception Failure, AgentNext Next, TimeSpan Wait) : AgentEvent
{
    /// <summary>Whether it is a bug of the program: nothing that a source, a channel or a disk can do.</summary>
    public bool IsBug => Failure is not (CandleSourceException or JournalException or TransportException or OperationCanceledException);
}

/// <summary>The channel can't be used, as found by a check between cycles or by a publication. Raised once until it is back.</summary>
/// <param name="Failure">Why.</param>
public sealed record ChannelLost(TransportException Failure) : AgentEvent;

/// <summary>The channel can be used again.</summary>
public sealed record ChannelBack : AgentEvent;

/// <summary>An agent's reaction to a failure.</summary>
public enum AgentNext
{
    /// <summary>Unspecified; it ends.</summary>
    Stop = 0,

    /// <summary>It tries again after a few seconds.</summary>
    TryAgain,

    /// <summary>It waits for as long as the source asked it to.</summary>
    WaitAsAsked,

    /// <summary>It asks again at the next candle, or in an hour: asking sooner has the same answer.</summary>
    NextCandle,
}
