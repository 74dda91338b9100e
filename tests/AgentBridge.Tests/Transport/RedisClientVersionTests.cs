using StackExchange.Redis;

namespace AgentBridge.Tests.Transport;

/// <summary>The version of the Redis client that these tests run on: the same files are built twice.</summary>
public sealed class RedisClientVersionTests
{
#if OLDEST_REDIS
    private const int Expected = 2;
#else
    private const int Expected = 3;
#endif

    [Fact]
    public void Client_OfThisRun_HasTheExpectedVersion() => typeof(ConnectionMultiplexer).Assembly.GetName().Version!.Major.Should().Be(Expected);
}
