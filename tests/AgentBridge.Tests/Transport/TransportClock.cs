using Microsoft.Extensions.Time.Testing;

namespace AgentBridge.Tests.Transport;

/// <summary>A clock that stays where it is set; noon at first.</summary>
internal sealed class TransportClock() : FakeTimeProvider(Noon)
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now
    {
        get => GetUtcNow();
        set => AdjustTime(value);
    }
}
