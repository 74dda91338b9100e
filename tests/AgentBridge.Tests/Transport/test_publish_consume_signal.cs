using AgentBridge.Schema;
using static AgentBridge.Tests.Transport.Signals;

namespace AgentBridge.Tests.Transport;

/// <summary>The basics on both channels: a published signal is consumed, once, while it is fresh. (SignalChannelContract has the other rules.)</summary>
public sealed class test_publish_consume_signal(RedisFixture fixture) : IClassFixture<RedisFixture>
{
    [SkippableTheory]
    [InlineData("redis")]
    [InlineData("file")]
    public async Task Fetch_AfterPublish_ReturnsTheSignal(string transport)
    {
        await using var channel = await OpenAsync(transport);

        var published = await channel.Publisher.PublishSignalAsync(At(1, -60));
        var fetched = await channel.Source.FetchLatestSignalAsync("BTC/USDT");

        published.Should().Be(PublishResult.Published);
        fetched.Should().Be(new FetchResult(At(1, -60).Signal, default));
    }

    [SkippableTheory]
    [InlineData("redis")]
    [InlineData("file")]
    public async Task Fetch_Twice_ReturnsItTwice(string transport)
    {
        await using var channel = await OpenAsync(transport);
        await channel.Publisher.PublishSignalAsync(At(1, -60));

        var first = await channel.Source.FetchLatestSignalAsync("BTC/USDT");
        var second = await channel.Source.FetchLatestSignalAsync("BTC/USDT");

        second.Should().Be(first);
    }

    [SkippableTheory]
    [InlineData("redis")]
    [InlineData("file")]
    public async Task Publish_Again_IsADuplicate(string transport)
    {
        await using var channel = await OpenAsync(transport);
        await channel.Publisher.PublishSignalAsync(At(1, -60));

        (await channel.Publisher.PublishSignalAsync(At(1, -60))).Should().Be(PublishResult.Duplicate);
        (await channel.KeptAsync()).Should().ContainSingle();
    }

    [SkippableTheory]
    [InlineData("redis")]
    [InlineData("file")]
    public async Task Fetch_OlderThanTheLimit_ReturnsNothing(string transport)
    {
        await using var channel = await OpenAsync(transport);
        await channel.Publisher.PublishSignalAsync(At(1, -601));

        var fetched = await channel.Source.FetchLatestSignalAsync("BTC/USDT", maxAgeSec: 600);

        fetched.Should().Be(new FetchResult(null, new SkippedMessages { Stale = 1 }));
    }

    private Task<TestChannel> OpenAsync(string transport) =>
        string.Equals(transport, "redis", StringComparison.Ordinal) ? fixture.OpenAsync(1000) : Task.FromResult<TestChannel>(new FileTestChannel());
}
