namespace AgentBridge.FastClock;

/// <summary>A clock that runs faster than the real one. The timeout of a request is not shortened: no request is answered faster.</summary>
internal sealed class FastTime(double speed, DateTimeOffset origin) : TimeProvider
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => origin + ((System.GetUtcNow() - origin) * speed);

    public override long GetTimestamp() => (long)(System.GetElapsedTime(0).Ticks * speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Fast(dueTime), Fast(period));

    private TimeSpan Fast(TimeSpan time) => time <= TimeSpan.Zero || time == RequestTimeout ? time : TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(time.TotalMilliseconds / speed)));
}
