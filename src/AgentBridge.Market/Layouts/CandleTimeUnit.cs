namespace AgentBridge.Market;

/// <summary>How a candle file writes its instants.</summary>
public enum CandleTimeUnit
{
    /// <summary>Not stated: read off the numbers' magnitude, where that leaves no doubt.</summary>
    Unspecified = 0,

    /// <summary>Unix seconds.</summary>
    Seconds = 1,

    /// <summary>Unix milliseconds.</summary>
    Milliseconds = 2,

    /// <summary>Unix microseconds.</summary>
    Microseconds = 3,

    /// <summary>Unix nanoseconds.</summary>
    Nanoseconds = 4,

    /// <summary>Text in ISO 8601 with an offset.</summary>
    Iso = 5,

    /// <summary>Text in ISO 8601, or a date, without an offset, that means UTC. Never assumed: only where the caller says so.</summary>
    IsoUtc = 6,
}
