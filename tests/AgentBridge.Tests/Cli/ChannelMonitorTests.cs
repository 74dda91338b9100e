using RedisServer = AgentBridge.Tests.Transport.Redis;

namespace AgentBridge.Tests.Cli;

/// <summary>An agent whose Redis goes and comes back while it has nothing to publish.</summary>
public partial class AgentLoopTests
{
    [SkippableFact]
    public async Task Loop_RedisGoesAndComesBack_IsSaidOnceEachTimeWithoutASignal()
    {
        await using var redis = await RedisServer.StartAsync();
        var url = FormattableString.Invariant($"redis://:{Uri.EscapeDataString(RedisServer.Secret)}@127.0.0.1:{redis.Server.Port}/0");
        await redis.KillAsync();
        await using var day = await Day.StartAsync();
        day.OnLine = count => count switch
        {
            5 or 15 => redis.RestartAsync(),
            10 => redis.KillAsync(),
            _ => Task.CompletedTask,
        };

        var result = await day.RunAsync(lines: 20, "--redis", url);

        var told = result.Messages.Where(line => line.Contains("channel", StringComparison.Ordinal) && !line.Contains("agent for", StringComparison.Ordinal)).ToList();
        told.Should().HaveCount(4, result.Error);
        told[0].Should().Contain("the channel can't be used: Redis at 127.0.0.1:").And.Contain("can't be reached");
        told[1].Should().EndWith("the channel is back, publishing again");
        told[2].Should().Contain("the channel can't be used: Redis at 127.0.0.1:");
        told[3].Should().EndWith("the channel is back, publishing again");
        result.Error.Should().NotContain(RedisServer.Secret).And.NotContain("this is a bug");
    }
}
