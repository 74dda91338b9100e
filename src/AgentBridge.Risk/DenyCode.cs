namespace AgentBridge.Risk;

/// <summary>
/// Why the gate denies. A number is the identity of its code and never reused; the order of the checks is that of
/// <see cref="RiskRules"/>. Numbers up to 999 are the gate's own, those from <see cref="DenyCodeCatalog.FirstFree"/> on belong to users' rules.
/// </summary>
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

    /// <summary>A rule threw, or returned an invalid answer.</summary>
    RuleFailed = 90,
}
