using System.Collections.Immutable;

namespace AgentBridge.Engine;

/// <summary>Why an executor (paper or Freqtrade) does not open a trade that the gate approved. Numbers are never reused.</summary>
public enum ExecutorCode
{
    /// <summary>Nothing was checked, or no reason is known: not opened.</summary>
    Unspecified = 0,

    /// <summary>The decision is known with other bytes.</summary>
    DecisionConflict = 1,

    /// <summary>A trade of the pair is open already.</summary>
    PositionOpen = 2,

    /// <summary>The entry price is at or below the stop, or at or beyond TP1.</summary>
    EntryBeyondLevels = 3,

    /// <summary>The price has moved too far from the reference price.</summary>
    PriceMoved = 4,

    /// <summary>The candle that should have opened the trade has passed.</summary>
    Late = 5,

    /// <summary>The signal is older than it may be.</summary>
    Expired = 6,

    /// <summary>A newer signal of the pair took its place.</summary>
    Superseded = 7,

    /// <summary>The host strategy marks the same candle.</summary>
    HostSignal = 8,

    /// <summary>Too little free capital.</summary>
    NoFunds = 9,
}

/// <summary>One row of the table of executor codes.</summary>
/// <param name="Code">The code.</param>
/// <param name="Name">Its word in journals, logs and documents.</param>
/// <param name="Meaning">What it means.</param>
public sealed record ExecutorCodeInfo(ExecutorCode Code, string Name, string Meaning);

/// <summary>Every executor code: the one table that code and documents are held against.</summary>
public static class ExecutorCodeCatalog
{
    /// <summary>All codes, by number.</summary>
    public static ImmutableArray<ExecutorCodeInfo> All { get; } =
    [
        new(ExecutorCode.Unspecified, "UNSPECIFIED", "nothing was checked; never seen unless something is broken"),
        new(ExecutorCode.DecisionConflict, "DECISION_CONFLICT", "the same decision_id is known with other bytes"),
        new(ExecutorCode.PositionOpen, "POSITION_OPEN", "a trade of this pair is open already"),
        new(ExecutorCode.EntryBeyondLevels, "ENTRY_BEYOND_LEVELS", "the entry price is at or below the stop, or at or beyond TP1"),
        new(ExecutorCode.PriceMoved, "PRICE_MOVED", "the price has moved farther from the reference price than max_entry_slippage_r allows"),
        new(ExecutorCode.Late, "LATE", "the candle that should have opened the trade has passed"),
        new(ExecutorCode.Expired, "EXPIRED", "the signal is older than max_age_sec"),
        new(ExecutorCode.Superseded, "SUPERSEDED", "a newer signal of the pair took its place"),
        new(ExecutorCode.HostSignal, "HOST_SIGNAL", "the host strategy marks the same candle, and it goes first"),
        new(ExecutorCode.NoFunds, "NO_FUNDS", "too little free capital for the trade"),
    ];

    /// <summary>The row of a code; the row UNSPECIFIED for a code that has none.</summary>
    /// <param name="code">The code.</param>
    public static ExecutorCodeInfo Of(ExecutorCode code) => (int)code > 0 && (int)code < All.Length ? All[(int)code] : All[0];
}
