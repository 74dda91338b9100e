namespace AgentBridge.Tests.Transport;

public sealed class FileSignalChannelTests : SignalChannelContract
{
    private protected override Task<TestChannel> OpenAsync(int maxSignals) => Task.FromResult<TestChannel>(new FileTestChannel(maxSignals));
}
