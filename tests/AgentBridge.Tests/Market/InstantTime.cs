using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace AgentBridge.Tests.Market;

/// <summary>A clock that a test sets. Waits shorter than an hour end at once, are recorded and advance the clock; longer ones (request timeouts) never end.</summary>
internal sealed class InstantTime(DateTimeOffset now) : FakeTimeProvider(now)
{
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= TimeSpan.FromHours(1))
        {
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Waits.Enqueue(dueTime);
        Advance(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
