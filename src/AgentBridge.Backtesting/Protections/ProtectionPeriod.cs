namespace AgentBridge.Backtesting;

/// <summary>A length of time of a protection: minutes, or candles of the timeframe that is traded.</summary>
public readonly record struct ProtectionPeriod
{
    private const long MinuteMs = 60_000;

    private ProtectionPeriod(int count, bool isInCandles) => (Count, IsInCandles) = (count, isInCandles);

    /// <summary>How many minutes or candles.</summary>
    public int Count { get; }

    /// <summary>Whether <see cref="Count"/> is a number of candles; otherwise it is one of minutes.</summary>
    public bool IsInCandles { get; }

    /// <summary>A number of minutes.</summary>
    /// <param name="count">≥ 0.</param>
    public static ProtectionPeriod OfMinutes(int count) => new(count, isInCandles: false);

    /// <summary>A number of candles.</summary>
    /// <param name="count">≥ 0.</param>
    public static ProtectionPeriod OfCandles(int count) => new(count, isInCandles: true);

    internal long ToMilliseconds(long candleMs) => Count * (IsInCandles ? candleMs : MinuteMs);
}
