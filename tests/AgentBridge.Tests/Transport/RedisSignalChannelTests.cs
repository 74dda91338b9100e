using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Transport;

[Trait(Cost.Key, Cost.Slow)]
public sealed class RedisSignalChannelTests(RedisFixture fixture) : SignalChannelContract, IClassFixture<RedisFixture>
{
    private protected override Task<TestChannel> OpenAsync(int maxSignals) => fixture.OpenAsync(maxSignals);
}
