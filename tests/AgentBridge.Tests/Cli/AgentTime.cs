using Microsoft.Extensions.Time.Testing;

namespace AgentBridge.Tests.Cli;

/// <summary>Time for an agent in a test: every wait ends at once and advances the clock by its length; the timeout of a request never expires.</summary>
internal sealed class AgentTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Receives the new time, in Unix milliseconds.</summary>
    public Action<long>? Moved { get; set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || (dueTime == RequestTimeout && state is CancellationTokenSource))
        {
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Advance(dueTime);
        Moved?.Invoke(GetUtcNow().ToUnixTimeMilliseconds());
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
