namespace AgentBridge.Engine;

/// <summary>The clock of a replay: it follows the candles, and moves only when it is set.</summary>
public sealed class CandleClock : TimeProvider
{
    private long _nowMs;

    /// <summary>Sets the clock; live code never sees one.</summary>
    /// <param name="nowMs">The instant, in Unix milliseconds.</param>
    public void Set(long nowMs) => Volatile.Write(ref _nowMs, nowMs);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _nowMs));
}
