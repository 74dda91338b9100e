using System.Collections.Immutable;

namespace AgentBridge.Risk;

/// <summary>Why the gate denies. The first that fails, in the order of the numbers, is the answer; numbers are never reused.</summary>
public enum DenyCode
{
    /// <summary>Nothing was checked, or no reason is known: denied.</summary>
    Unspecified = 0,

    /// <summary>A setting of the gate is out of range.</summary>
    OptionsInvalid = 1,

    /// <summary>The signal violates the contract.</summary>
    SignalInvalid = 2,

    /// <summary>The side is not allowed (long only unless shorts are switched on).</summary>
    SideNotAllowed = 3,

    /// <summary>The candles are of another pair.</summary>
    SymbolMismatch = 4,

    /// <summary>The signal's timestamp is not the close of the newest candle.</summary>
    TimestampMismatch = 5,

    /// <summary>The timestamp is more than 5 s ahead of the clock.</summary>
    SignalFromFuture = 6,

    /// <summary>The signal is older than it may be.</summary>
    SignalStale = 7,

    /// <summary>There is no candle.</summary>
    CandlesMissing = 8,

    /// <summary>One of the last 20 candles cannot exist (NaN, high below low, negative volume).</summary>
    CandleInvalid = 9,

    /// <summary>The newest candle closed more than two timeframes ago.</summary>
    CandlesStale = 10,

    /// <summary>Too many of the last 20 candles are without a trade.</summary>
    CandleGap = 11,

    /// <summary>Too few candles for the ATR.</summary>
    AtrNotReady = 12,

    /// <summary>The ATR is not &gt; 0.</summary>
    AtrNotPositive = 13,

    /// <summary>The stop is nearer than min_atr_multiple·ATR.</summary>
    StopTooNear = 14,

    /// <summary>The stop is farther than max_atr_multiple·ATR.</summary>
    StopTooFar = 15,

    /// <summary>The reward is below min_rr times the risk.</summary>
    RewardRiskTooLow = 16,

    /// <summary>The capped max_capital_pct is not &gt; 0.</summary>
    CapitalNotPositive = 17,
}

/// <summary>One row of the table of deny codes.</summary>
/// <param name="Code">The code.</param>
/// <param name="Name">Its name in journals, logs and documents.</param>
/// <param name="Meaning">The meaning, and the remedy.</param>
public sealed record DenyCodeInfo(DenyCode Code, string Name, string Meaning);

/// <summary>Every deny code: the one table with which code and documents are compared.</summary>
public static class DenyCodeCatalog
{
    /// <summary>All codes, in the order in which the gate checks.</summary>
    public static ImmutableArray<DenyCodeInfo> All { get; } =
    [
        new(DenyCode.Unspecified, "UNSPECIFIED", "nothing was checked; never seen unless something is broken"),
        new(DenyCode.OptionsInvalid, "OPTIONS_INVALID", "a setting of the gate is out of range; correct the configuration"),
        new(DenyCode.SignalInvalid, "SIGNAL_INVALID", "the signal violates the contract v1.0; the detail names the violation"),
        new(DenyCode.SideNotAllowed, "SIDE_NOT_ALLOWED", "the side is not allowed; only longs are"),
        new(DenyCode.SymbolMismatch, "SYMBOL_MISMATCH", "the candles are of another pair than the signal"),
        new(DenyCode.TimestampMismatch, "TIMESTAMP_MISMATCH", "the signal's timestamp is not the close of the newest candle"),
        new(DenyCode.SignalFromFuture, "SIGNAL_FROM_FUTURE", "the timestamp is more than 5 s ahead of the clock; set the clock"),
        new(DenyCode.SignalStale, "SIGNAL_STALE", "the signal is older than max_age_sec (600 s by default)"),
        new(DenyCode.CandlesMissing, "CANDLES_MISSING", "there are no candles"),
        new(DenyCode.CandleInvalid, "CANDLE_INVALID", "one of the last 20 candles cannot exist (NaN, high below low, negative volume)"),
        new(DenyCode.CandlesStale, "CANDLES_STALE", "the newest candle closed more than two timeframes ago"),
        new(DenyCode.CandleGap, "CANDLE_GAP", "more than MAX_FLAT_CANDLES of the last 20 candles are without a trade"),
        new(DenyCode.AtrNotReady, "ATR_NOT_READY", "too few candles for the ATR (15 at least)"),
        new(DenyCode.AtrNotPositive, "ATR_NOT_POSITIVE", "the ATR is zero or not a number: the market does not move"),
        new(DenyCode.StopTooNear, "STOP_TOO_NEAR", "entry − stop is below MIN_ATR_MULTIPLE·ATR"),
        new(DenyCode.StopTooFar, "STOP_TOO_FAR", "entry − stop is above MAX_ATR_MULTIPLE·ATR"),
        new(DenyCode.RewardRiskTooLow, "REWARD_RISK_TOO_LOW", "the reward is below MIN_RR times the risk (basis RR_BASIS, tolerance 1e-9)"),
        new(DenyCode.CapitalNotPositive, "CAPITAL_NOT_POSITIVE", "the cap leaves no capital for the trade"),
    ];

    /// <summary>The row of a code; the row UNSPECIFIED for a code that has none.</summary>
    /// <param name="code">The code.</param>
    public static DenyCodeInfo Of(DenyCode code) => (int)code > 0 && (int)code < All.Length ? All[(int)code] : All[0];
}
