// The sample of src/AgentBridge.Redis/README.md, compiled: the README has the same paragraphs (DocumentTests).
#pragma warning disable
using AgentBridge.Redis;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Docs.Samples;

internal static class RedisSample
{
    private static async Task RunAsync()
    {
        var options = new RedisOptions { Host = "127.0.0.1", Password = Environment.GetEnvironmentVariable("REDIS_PASSWORD") };
        await using var channel = new RedisSignalChannel(options, TimeProvider.System);
        FetchResult found = await channel.FetchLatestSignalAsync("BTC/USDT", maxAgeSec: 600);
        Console.WriteLine(found.Signal?.DecisionId.ToString() ?? $"none ({found.Skipped})");
    }
}
