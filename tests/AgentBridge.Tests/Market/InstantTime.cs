using System.Collections.Concurrent;

namespace AgentBridge.Tests.Market;

/// <summary>Time that a test sets. Waits shorter than an hour end at once, their length is noted and the clock moves on by it; longer ones (request timeouts) never end.</summary>
internal sealed class InstantTime(DateTimeOffset now) : TimeProvider
{
    private long _ticks = now.UtcTicks;

    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Instant(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Instant(InstantTime time, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero && dueTime < TimeSpan.FromHours(1))
            {
                time.Waits.Enqueue(dueTime);
                time.Advance(dueTime);
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
