using RedisServer = AgentBridge.Tests.Transport.Redis;

namespace AgentBridge.Tests.Cli;

/// <summary>An agent whose Redis stops and restarts while there is nothing to publish.</summary>
public partial class AgentLoopTests
{
    [SkippableFact]
    public async Task Loop_RedisLostAndBack_EachIsReportedOnceWithoutASignal()
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

        var messages = result.Messages.Where(line => line.Contains("channel", StringComparison.Ordinal) && !line.Contains("agent for", StringComparison.Ordinal)).ToList();
        messages.Should().HaveCount(4, result.Error);
        messages[0].Should().Contain("the channel can't be used: Redis at 127.0.0.1:").And.Contain("can't be reached");
        messages[1].Should().EndWith("the channel is back, publishing again");
        messages[2].Should().Contain("the channel can't be used: Redis at 127.0.0.1:");
        messages[3].Should().EndWith("the channel is back, publishing again");
        result.Error.Should().NotContain(RedisServer.Secret).And.NotContain("this is a bug");
    }
}
