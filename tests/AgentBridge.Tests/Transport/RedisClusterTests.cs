using System.Globalization;
using AgentBridge.Redis;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using static AgentBridge.Tests.Transport.Signals;

namespace AgentBridge.Tests.Transport;

/// <summary>A cluster of real servers: a publication reaches the list and is confirmed, whichever server is configured.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class RedisClusterTests
{
    private const int Slots = 16_384;
    private const string Symbol = "BTC/USDT";

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Publish_InACluster_IsDoneOnceWhicheverServerIsNamed(int count)
    {
        await using var cluster = await Cluster.StartAsync(count);
        var number = 0;
        foreach (var node in cluster.Nodes)
        {
            await using var channel = new RedisSignalChannel(node.Options, new TransportClock());
            await channel.CheckAsync();
            (await channel.PublishSignalAsync(At(++number, number))).Should().Be(PublishResult.Published);
            (await channel.PublishSignalAsync(At(number, number))).Should().Be(PublishResult.Duplicate);
            (await channel.PublishSignalAsync(Approve(ASignal(number) with { Confidence = 0.7 }))).Should().Be(PublishResult.Conflict);
            (await channel.FetchLatestSignalAsync(Symbol)).Should().Be(new FetchResult(At(number, number).Signal, default));
        }

        (await cluster.Home.AskAsync("LLEN", "signals")).Should().Be(number.ToString(CultureInfo.InvariantCulture));
    }

    [SkippableFact]
    public async Task List_MovesToAnotherServer_TheSameChannelFollows()
    {
        await using var cluster = await Cluster.StartAsync(2);
        await using var atHome = new RedisSignalChannel(cluster.Home.Options, new TransportClock());
        await using var elsewhere = new RedisSignalChannel(cluster.Other.Options, new TransportClock());
        (await atHome.PublishSignalAsync(At(1, 0))).Should().Be(PublishResult.Published);
        (await elsewhere.FetchLatestSignalAsync(Symbol)).Signal.Should().Be(At(1, 0).Signal);

        // The slot is being moved and the keys are on the new server already: neither server serves them to ordinary requests.
        await cluster.BeginMoveAsync();
        foreach (var channel in new[] { atHome, elsewhere })
        {
            var publish = () => channel.PublishSignalAsync(At(2, 1));
            (await publish.Should().ThrowAsync<TransportException>()).WithMessage("*ASK *");
        }

        await cluster.EndMoveAsync();
        (await atHome.PublishSignalAsync(At(1, 0))).Should().Be(PublishResult.Duplicate);
        (await atHome.PublishSignalAsync(At(2, 1))).Should().Be(PublishResult.Published);
        (await elsewhere.PublishSignalAsync(At(2, 1))).Should().Be(PublishResult.Duplicate);
        (await elsewhere.FetchLatestSignalAsync(Symbol)).Signal.Should().Be(At(2, 1).Signal);
        (await cluster.Other.AskAsync("LLEN", "signals")).Should().Be("2");
    }

    [SkippableFact]
    public async Task List_MovesUnderAnOpenConnection_TheCallGoesThere()
    {
        await using var cluster = await Cluster.StartAsync(2);
        await using var channel = new RedisSignalChannel(cluster.Home.Options, new TransportClock());
        (await channel.PublishSignalAsync(At(1, 0))).Should().Be(PublishResult.Published);

        await cluster.BeginMoveAsync();
        await cluster.EndMoveAsync();

        (await channel.PublishSignalAsync(At(2, 1))).Should().Be(PublishResult.Published);
        (await channel.FetchLatestSignalAsync(Symbol)).Signal.Should().Be(At(2, 1).Signal);
        (await cluster.Other.AskAsync("LLEN", "signals")).Should().Be("2");
    }

    [SkippableFact]
    public async Task Cluster_WithoutItsSlots_IsReported()
    {
        await using var node = await RedisPlainServer.StartAsync("--cluster-enabled", "yes");
        await using var channel = new RedisSignalChannel(node.Options, new TransportClock());

        var publish = () => channel.PublishSignalAsync(At(1, 0));
        var fetch = () => channel.FetchLatestSignalAsync(Symbol);

        (await publish.Should().ThrowAsync<TransportException>()).WithMessage("*refuses: CLUSTERDOWN *");
        (await fetch.Should().ThrowAsync<TransportException>()).WithMessage("*refuses: CLUSTERDOWN *");
    }

    [SkippableFact]
    public async Task Cluster_AnotherDatabase_IsRefusedWithItsMessage()
    {
        await using var cluster = await Cluster.StartAsync(1);
        await using var channel = new RedisSignalChannel(cluster.Home.Options with { Database = 3 }, new TransportClock());

        var publish = () => channel.PublishSignalAsync(At(1, 0));

        (await publish.Should().ThrowAsync<TransportException>()).WithMessage("*SELECT is not allowed in cluster mode*");
    }

    private sealed class Cluster(IReadOnlyList<RedisPlainServer> nodes, int home, string slot) : IAsyncDisposable
    {
        public IReadOnlyList<RedisPlainServer> Nodes { get; } = nodes;

        public RedisPlainServer Home => Nodes[home];

        public RedisPlainServer Other => Nodes[(home + 1) % Nodes.Count];

        public static async Task<Cluster> StartAsync(int count)
        {
            var nodes = new List<RedisPlainServer>();
            for (var i = 0; i < count; i++)
            {
                nodes.Add(await RedisPlainServer.StartAsync("--cluster-enabled", "yes", "--cluster-node-timeout", "60000"));
                await nodes[i].AskAsync("CLUSTER", "ADDSLOTSRANGE", Text(Slots * i / count), Text((Slots * (i + 1) / count) - 1));
                if (i > 0)
                {
                    await nodes[i].AskAsync("CLUSTER", "SET-CONFIG-EPOCH", Text(i + 1));
                    await nodes[i].AskAsync("CLUSTER", "MEET", "127.0.0.1", Text(nodes[0].Port));
                }
            }

            foreach (var node in nodes)
            {
                while (!(await node.TryAskAsync("CLUSTER", "INFO")).Contains("cluster_state:ok", StringComparison.Ordinal)
                    || (await node.TryAskAsync("CLUSTER", "NODES")).Split("connected ").Count(part => char.IsAsciiDigit(part[0])) < count)
                {
                    await Task.Delay(20);
                }
            }

            var slot = (await nodes[0].AskAsync("CLUSTER", "KEYSLOT", "signals")).Trim();
            return new Cluster(nodes, int.Parse(slot, CultureInfo.InvariantCulture) * count / Slots, slot);
        }

        /// <summary>Moves the keys to the other server; the slot still belongs to this one.</summary>
        public async Task BeginMoveAsync()
        {
            await Other.AskAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", await IdAsync(Home));
            await Home.AskAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", await IdAsync(Other));
            foreach (var key in (await Home.AskAsync("CLUSTER", "GETKEYSINSLOT", slot, "100")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                await Home.AskAsync("MIGRATE", "127.0.0.1", Text(Other.Port), key, "0", "5000");
            }
        }

        public async Task EndMoveAsync()
        {
            foreach (var node in new[] { Other, Home })
            {
                await node.AskAsync("CLUSTER", "SETSLOT", slot, "NODE", await IdAsync(Other));
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var node in Nodes)
            {
                await node.DisposeAsync();
            }
        }

        private static Task<string> IdAsync(RedisPlainServer node) => node.AskAsync("CLUSTER", "MYID");

        private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
