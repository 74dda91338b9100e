namespace AgentBridge.Tests.Support;

/// <summary>A wall clock that stands still while timers run as they do: a command that paces its requests still makes them (a FakeTimeProvider would never).</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
