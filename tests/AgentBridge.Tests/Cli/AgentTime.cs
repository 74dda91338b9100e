namespace AgentBridge.Tests.Cli;

/// <summary>Time for an agent in a test: every wait ends at once and moves the clock on by its length; the timeout of a request never comes.</summary>
internal sealed class AgentTime(DateTimeOffset start) : TimeProvider
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private long _ticks = start.UtcTicks;

    /// <summary>Told the new time, in Unix milliseconds.</summary>
    public Action<long>? Moved { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(AgentTime time, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero && dueTime != RequestTimeout)
            {
                Interlocked.Add(ref time._ticks, dueTime.Ticks);
                time.Moved?.Invoke(time.GetUtcNow().ToUnixTimeMilliseconds());
                ThreadPool.QueueUserWorkItem(_ => callback(state));
            }

            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
