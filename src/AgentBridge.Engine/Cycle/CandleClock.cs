namespace AgentBridge.Engine;

/// <summary>The clock of a replay: it says what the candles say, and moves only when it is told to.</summary>
public sealed class CandleClock : TimeProvider
{
    private long _nowMs;

    /// <summary>Sets the clock; live code never sees one.</summary>
    /// <param name="nowMs">The instant, in Unix milliseconds.</param>
    public void Set(long nowMs) => Volatile.Write(ref _nowMs, nowMs);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _nowMs));
}
