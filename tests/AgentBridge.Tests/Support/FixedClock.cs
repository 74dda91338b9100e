namespace AgentBridge.Tests.Support;

/// <summary>A fixed wall clock with real timers, so that a command that paces its requests still sends them (with a FakeTimeProvider it never would).</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
