using AgentBridge.Engine;
using AgentBridge.Extensions;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using RedisServer = AgentBridge.Tests.Transport.Redis;

namespace AgentBridge.Tests.Extensions;

/// <summary>AddAgentBridge in a real generic host, against a simulated exchange and a real redis-server.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class HostRunTests
{
    [SkippableFact]
    public async Task Host_ExchangeAndRedis_DecidesAndPublishesForEveryPair()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var host = new BridgeHost();
        UseRedis(host, redis);
        host.Settings["PAIRS"] = "BTC/USDT,ETH/USDT";
        await host.StartExchangeAsync("BTC/USDT", "ETH/USDT");

        await host.StartAsync();
        var statuses = host.Services.GetRequiredService<AgentStatuses>();
        await host.WaitAsync(() => statuses.All.All(s => s.Published == 1));

        var source = host.Services.GetRequiredService<ISignalSource>();
        foreach (var status in statuses.All)
        {
            var found = await source.FetchLatestSignalAsync(status.Symbol);
            found.Signal.Should().NotBeNull();
            found.Signal!.DecisionId.Should().Be(status.LastDecisionId!.Value);
            DecisionJournal.Read(host.PathOf("journals")).Should().Contain(row => string.Equals(row.DecisionId, status.LastDecisionId.ToString(), StringComparison.Ordinal));
            status.Should().Match<AgentStatus>(s => s.IsRunning && s.Problem == null);
        }

        foreach (var check in new[] { "channel", "exchange", "journal", "agent", "strategy" })
        {
            _ = await host.WaitForAsync($"agentbridge-{check}", HealthStatus.Healthy);
        }

        statuses.All.Select(s => (s.LastCode, s.Strategy)).Should().AllBeEquivalentTo((CycleCodes.Published, "every-candle/1"));
        host.Log.Entries.Select(e => e.Event.Id).Should().Contain([1001, 1003, 1101, 1201, 2001, 5002]);
        await host.StopAsync();
        statuses.All.Should().OnlyContain(s => !s.IsRunning);
        host.Log.Entries.Select(e => e.Event.Id).Should().Contain(1002);
    }

    [SkippableFact]
    public async Task Host_RedisWithPassword_PutsItIntoNoLogEntryAndNoReport()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var host = new BridgeHost();
        UseRedis(host, redis);
        await host.StartExchangeAsync();
        await host.StartAsync();
        await host.WaitAsync(() => host.Services.GetRequiredService<AgentStatuses>().All.All(s => s.Published == 1));

        await redis.KillAsync();
        var report = await host.WaitForAsync("agentbridge-channel", HealthStatus.Unhealthy);

        (host.Log.Everything + report.Description).Should().NotContain(RedisServer.Secret).And.NotContain(Uri.EscapeDataString(RedisServer.Secret)).And.Contain("***");
    }

    [SkippableFact]
    public async Task Host_RedisIsKilledAndBack_IsUnhealthyMeanwhileAndSaysSoOnce()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var host = new BridgeHost { RunsAgent = false };
        UseRedis(host, redis);
        await host.StartAsync();
        _ = await host.WaitForAsync("agentbridge-channel", HealthStatus.Healthy);

        await redis.KillAsync();
        var red = await host.WaitForAsync("agentbridge-channel", HealthStatus.Unhealthy);
        _ = await host.CheckAsync("agentbridge-channel");
        await redis.RestartAsync();
        _ = await host.WaitForAsync("agentbridge-channel", HealthStatus.Healthy);

        red.Description.Should().Contain($"Redis at 127.0.0.1:{redis.Server.Port}");
        var said = host.Log.Entries.Where(e => e.Event.Id is >= 2002 and <= 2004).ToList();
        said.Where(e => e.Level == LogLevel.Warning).Should().ContainSingle("a server that is down is reported once: {0}", host.Log.Everything);
        said[^1].Event.Id.Should().Be(2004);
        host.Of("agentbridge.redis.call.duration").Select(m => m.Tags.GetValueOrDefault("error.type")).Should().Contain([null, "connection"]);
        host.Of("agentbridge.redis.connections").Should().HaveCountGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Host_FileChannel_PublishesIntoItsFolder()
    {
        await using var host = new BridgeHost();
        await host.StartExchangeAsync();

        await host.StartAsync();
        await host.WaitAsync(() => host.Services.GetRequiredService<AgentStatuses>().All.All(s => s.Published == 1));

        (await host.Services.GetRequiredService<ISignalSource>().FetchLatestSignalAsync("BTC/USDT")).Signal.Should().NotBeNull();
        Directory.GetFiles(host.PathOf("signals"), "signals-*.jsonl").Should().ContainSingle();
    }

    [Fact]
    public async Task Host_WithoutAgent_RunsACycleWhereTheProgramAsks()
    {
        await using var host = new BridgeHost { RunsAgent = false };
        await host.StartExchangeAsync();
        await host.StartAsync();

        var result = await host.Services.GetRequiredService<CycleFactory>().Create("BTC/USDT").RunAsync();

        result.Code.Should().Be(CycleCodes.Published);
        host.Services.GetRequiredService<AgentStatuses>().All.Should().BeEmpty();
        (await host.CheckAsync("agentbridge-exchange")).Status.Should().Be(HealthStatus.Healthy, "the exchange is asked where no agent runs");
    }

    [Fact]
    public async Task Host_PublisherOfItsOwn_IsKeptAndItsHealthUnknown()
    {
        await using var host = new BridgeHost();
        await host.StartExchangeAsync();
        var published = new Published();

        await host.StartAsync(services => services.AddSingleton<ISignalPublisher>(published));
        await host.WaitAsync(() => published.Count == 1);

        var health = await host.CheckAsync("agentbridge-channel");
        health.Status.Should().Be(HealthStatus.Degraded);
        health.Description.Should().StartWith("unknown: ");
    }

    private static void UseRedis(BridgeHost host, RedisServer redis)
    {
        host.Settings["TRANSPORT"] = "redis";
        host.Settings["REDIS_URL"] = $"redis://:{Uri.EscapeDataString(RedisServer.Secret)}@127.0.0.1:{redis.Server.Port}/0";
        host.Settings["SIGNALS_LIST"] = "host";
    }

    private sealed class Published : ISignalPublisher
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Task<PublishResult> PublishSignalAsync(ApprovedSignal signal, CancellationToken cancellationToken = default)
        {
            _ = Interlocked.Increment(ref _count);
            return Task.FromResult(PublishResult.Published);
        }
    }
}
