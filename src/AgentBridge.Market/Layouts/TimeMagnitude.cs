namespace AgentBridge.Market;

/// <summary>Unix times whose magnitude says their unit: between 1973 and 2286 the ranges of seconds, milliseconds, microseconds and nanoseconds have nothing in common.</summary>
internal static class TimeMagnitude
{
    /// <summary>The unit of a number, if there is no doubt.</summary>
    public static CandleTimeUnit UnitOf(long value) => value switch
    {
        >= 100_000_000 and < 10_000_000_000 => CandleTimeUnit.Seconds,
        >= 100_000_000_000 and < 10_000_000_000_000 => CandleTimeUnit.Milliseconds,
        >= 100_000_000_000_000 and < 10_000_000_000_000_000 => CandleTimeUnit.Microseconds,
        >= 100_000_000_000_000_000 => CandleTimeUnit.Nanoseconds,
        _ => CandleTimeUnit.Unspecified,
    };

    /// <summary>Converts to milliseconds; fails beyond the year 9999, before 1970, and where a fraction of a millisecond is left.</summary>
    public static bool TryToMilliseconds(long value, CandleTimeUnit unit, out long milliseconds)
    {
        milliseconds = value < 0 ? -1 : unit switch
        {
            CandleTimeUnit.Seconds => value <= CandleTime.MaxMilliseconds / 1000 ? value * 1000 : -1,
            CandleTimeUnit.Milliseconds => value,

            // Constants: the compiler divides by them with a multiplication.
            CandleTimeUnit.Microseconds => value % 1_000 == 0 ? value / 1_000 : -1,
            CandleTimeUnit.Nanoseconds => value % 1_000_000 == 0 ? value / 1_000_000 : -1,
            _ => -1,
        };
        return milliseconds is >= 0 and <= CandleTime.MaxMilliseconds;
    }

    /// <summary>The unit's name in messages.</summary>
    public static string NameOf(CandleTimeUnit unit) => unit switch
    {
        CandleTimeUnit.Seconds => "seconds",
        CandleTimeUnit.Milliseconds => "milliseconds",
        CandleTimeUnit.Microseconds => "microseconds",
        CandleTimeUnit.Nanoseconds => "nanoseconds",
        CandleTimeUnit.Iso => "ISO 8601",
        CandleTimeUnit.IsoUtc => "ISO 8601 without offset, taken as UTC",
        _ => "unknown",
    };
}
