namespace AgentBridge.Tests.Transport;

/// <summary>A clock that stands where it is put.</summary>
internal sealed class TransportClock : TimeProvider
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; set; } = Noon;

    public override DateTimeOffset GetUtcNow() => Now;
}
