namespace AgentBridge.Tests.Extensions;

/// <summary>The machine's clock and timers, the wall clock set forward.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _ticks;

    /// <summary>A clock that stands some time after a boundary of five minutes: no candle closes while a short test runs.</summary>
    public static ShiftedClock AfterBoundary()
    {
        var now = System.GetUtcNow();
        var clock = new ShiftedClock();
        clock.Forward(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(now.Ticks % TimeSpan.FromMinutes(5).Ticks) + TimeSpan.FromSeconds(30));
        return clock;
    }

    /// <summary>Another clock with the same time, which is set by itself.</summary>
    public ShiftedClock Copy()
    {
        var copy = new ShiftedClock();
        copy.Forward(TimeSpan.FromTicks(Interlocked.Read(ref _ticks)));
        return copy;
    }

    public void Forward(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ticks));
}
