namespace AgentBridge.Tests.Transport;

public sealed class RedisSignalChannelTests(RedisFixture fixture) : SignalChannelContract, IClassFixture<RedisFixture>
{
    private protected override Task<TestChannel> OpenAsync(int maxSignals) => fixture.OpenAsync(maxSignals);
}
