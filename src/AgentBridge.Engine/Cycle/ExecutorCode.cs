using System.Collections.Immutable;

namespace AgentBridge.Engine;

/// <summary>Why an executor (paper or Freqtrade) does not open a trade that the gate approved. Numbers are never reused.</summary>
public enum ExecutorCode
{
    /// <summary>Nothing was checked, or no reason is known: not opened.</summary>
    Unspecified = 0,

    /// <summary>The decision is known with other values.</summary>
    DecisionConflict = 1,

    /// <summary>The pair already has an open trade.</summary>
    PositionOpen = 2,

    /// <summary>The entry price is at or below the stop, or at or beyond TP1.</summary>
    EntryBeyondLevels = 3,

    /// <summary>The price has moved too far from the reference price.</summary>
    PriceMoved = 4,

    /// <summary>The candle that should have opened the trade has passed.</summary>
    Late = 5,

    /// <summary>The signal is older than it may be.</summary>
    Expired = 6,

    /// <summary>A newer signal of the pair replaced it.</summary>
    Superseded = 7,

    /// <summary>The host strategy marks the same candle.</summary>
    HostSignal = 8,

    /// <summary>Too little free capital.</summary>
    NoFunds = 9,

    /// <summary>The side is not allowed.</summary>
    SideNotAllowed = 10,

    /// <summary>The pair is not traded here.</summary>
    SymbolMismatch = 11,

    /// <summary>The timestamp is more than 5 s ahead of the clock.</summary>
    SignalFromFuture = 12,

    /// <summary>The distance from entry price to stop is too small.</summary>
    StopTooClose = 13,

    /// <summary>The exchange refused the order; nothing was placed.</summary>
    OrderRefused = 14,

    /// <summary>The outcome of the order is unknown.</summary>
    OrderUnknown = 15,

    /// <summary>The entry order ended without a fill.</summary>
    OrderCancelled = 16,

    /// <summary>The line of the entry could not be written in time.</summary>
    JournalUnavailable = 17,

    /// <summary>A candle of another feed that the decision needs is not available yet.</summary>
    FeedMissing = 18,

    /// <summary>Too many newer signals arrived before it could open a trade.</summary>
    ChannelFlooded = 19,

    /// <summary>The strategy did not answer in time.</summary>
    GeneratorTimeout = 20,

    /// <summary>The strategy threw.</summary>
    GeneratorFailed = 21,
}

/// <summary>One row of the table of executor codes.</summary>
/// <param name="Code">The code, whose number is never reused.</param>
/// <param name="Name">Its name in journals, logs and documents.</param>
/// <param name="IsFinal">Whether the decision never opens a trade after it; otherwise it may, while it is fresh.</param>
/// <param name="Meaning">The meaning, for people.</param>
public sealed record ExecutorCodeInfo(ExecutorCode Code, string Name, bool IsFinal, string Meaning);

/// <summary>Every executor code: the one table with which both languages and the documents are compared.</summary>
public static class ExecutorCodeCatalog
{
    /// <summary>All codes, by number.</summary>
    public static ImmutableArray<ExecutorCodeInfo> All { get; } =
    [
        new(ExecutorCode.Unspecified, "UNSPECIFIED", true, "nothing was checked; never seen unless something is broken"),
        new(ExecutorCode.DecisionConflict, "DECISION_CONFLICT", true, "the decision_id is known with other values: the first message counts, this one never does"),
        new(ExecutorCode.PositionOpen, "POSITION_OPEN", false, "the pair already has an open trade"),
        new(ExecutorCode.EntryBeyondLevels, "ENTRY_BEYOND_LEVELS", true, "the entry price is at or below the stop, or at or beyond TP1"),
        new(ExecutorCode.PriceMoved, "PRICE_MOVED", false, "the price is farther above the reference price than max_entry_slippage_r allows"),
        new(ExecutorCode.Late, "LATE", true, "the candle that should have opened the trade has passed"),
        new(ExecutorCode.Expired, "EXPIRED", true, "the signal is older than max_age_sec"),
        new(ExecutorCode.Superseded, "SUPERSEDED", true, "a newer signal of the pair replaced it"),
        new(ExecutorCode.HostSignal, "HOST_SIGNAL", false, "the host strategy marks the same candle and takes precedence"),
        new(ExecutorCode.NoFunds, "NO_FUNDS", false, "too little free capital for the trade"),
        new(ExecutorCode.SideNotAllowed, "SIDE_NOT_ALLOWED", true, "the side is not allowed; only longs are"),
        new(ExecutorCode.SymbolMismatch, "SYMBOL_MISMATCH", false, "the pair is not traded here"),
        new(ExecutorCode.SignalFromFuture, "SIGNAL_FROM_FUTURE", true, "the timestamp is more than 5 s ahead of the clock; set the clock"),
        new(ExecutorCode.StopTooClose, "STOP_TOO_CLOSE", true, "the distance from entry price to stop is less than min_r_left of R"),
        new(ExecutorCode.OrderRefused, "ORDER_REFUSED", false, "the exchange refused the order and nothing was placed; it is retried once while the candle lasts"),
        new(ExecutorCode.OrderUnknown, "ORDER_UNKNOWN", true, "the outcome of the order is unknown; check the exchange"),
        new(ExecutorCode.OrderCancelled, "ORDER_CANCELLED", true, "the entry order ended without a fill"),
        new(ExecutorCode.JournalUnavailable, "JOURNAL_UNAVAILABLE", false, "the line of the entry could not be written in time"),
        new(ExecutorCode.FeedMissing, "FEED_MISSING", false, "a candle of another feed that the decision needs is not available yet"),
        new(ExecutorCode.ChannelFlooded, "CHANNEL_FLOODED", false, "too many newer signals arrived before this one could open a trade"),
        new(ExecutorCode.GeneratorTimeout, "GENERATOR_TIMEOUT", false, "the strategy did not answer within strategy_timeout_ms; the pair is decided again once it has"),
        new(ExecutorCode.GeneratorFailed, "GENERATOR_FAILED", false, "the strategy threw an exception; the pair is decided again once its warm-up is over"),
    ];

    /// <summary>The row of a code; the row UNSPECIFIED for a code that has none.</summary>
    /// <param name="code">The code to look up.</param>
    public static ExecutorCodeInfo Of(ExecutorCode code) => (int)code > 0 && (int)code < All.Length ? All[(int)code] : All[0];
}
