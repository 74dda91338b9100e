using System.Globalization;
using AgentBridge.Redis;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using StackExchange.Redis;
using static AgentBridge.Tests.Transport.Signals;

namespace AgentBridge.Tests.Transport;

/// <summary>A publication as another program sees it: keys, time to live, notification, commands.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class RedisProtocolTests
{
    [SkippableFact]
    public async Task Publish_Signal_LeavesTheListAndItsIdWithTheHash()
    {
        await using var redis = await Redis.StartAsync();
        await using var channel = Channel(redis.Options with { ListName = "my-list" });
        var signal = At(1, 0);

        await channel.PublishSignalAsync(signal);

        var id = "{my-list}:id:" + signal.Signal.DecisionId.ToString("D");
        ((string?)await redis.DoAsync("LINDEX", "my-list", 0)).Should().Be(System.Text.Encoding.UTF8.GetString(signal.CanonicalBytes.Span));
        ((string?)await redis.DoAsync("GET", id)).Should().Be(signal.Sha256);
        ((long)await redis.DoAsync("TTL", id)).Should().BeInRange(604_700, 604_800);
        ((long)await redis.DoAsync("DBSIZE")).Should().Be(2);
    }

    [Fact]
    public void Publish_KeysOfOneList_ShareAClusterSlot()
    {
        var options = new RedisOptions();

        var slots = new[] { options.ListName, "{signals}:id:8d6a6e47-9dae-5ba4-b54f-3c17d5a749c4", options.WakeChannel }.Select(SlotOf);

        options.WakeChannel.Should().Be("{signals}:wake");
        slots.Distinct().Should().ContainSingle();
    }

    [SkippableFact]
    public async Task Publish_Signal_WakesSubscribersOnceWithTheId()
    {
        await using var redis = await Redis.StartAsync();
        await using var channel = Channel(redis.Options);
        using var subscriber = await redis.AdminAsync();
        var heard = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await subscriber.GetSubscriber().SubscribeAsync(new RedisChannel(redis.Options.WakeChannel, RedisChannel.PatternMode.Literal), (_, message) => heard.Enqueue(message!));

        await channel.PublishSignalAsync(At(1, 0));
        await channel.PublishSignalAsync(At(1, 0));
        await channel.PublishSignalAsync(At(2, 0));
        while (heard.Count < 2)
        {
            await Task.Delay(5);
        }

        heard.Should().Equal(At(1, 0).Signal.DecisionId.ToString("D"), At(2, 0).Signal.DecisionId.ToString("D"));
    }

    [SkippableFact]
    public async Task Publish_OnAnOpenConnection_IsOneScript()
    {
        await using var redis = await Redis.StartAsync();
        await using var channel = Channel(redis.Options);
        await channel.PublishSignalAsync(At(1, 0));
        using var admin = await redis.AdminAsync();
        var database = admin.GetDatabase();
        await database.ExecuteAsync("CONFIG", "RESETSTAT");

        await channel.PublishSignalAsync(At(2, 0));
        var published = await CallsAsync(database);
        await database.ExecuteAsync("CONFIG", "RESETSTAT");
        await channel.PublishSignalAsync(At(2, 0));
        var duplicate = await CallsAsync(database);

        // set, get, lpush, ltrim and publish are called by the script. One round trip: what is sent is sent without waiting for an
        // answer in between (RedisFaultTests' stalled server, which never answers, still gets all of it).
        published.Should().Equal(new Dictionary<string, int>(StringComparer.Ordinal) { ["evalsha"] = 1, ["lpush"] = 1, ["ltrim"] = 1, ["publish"] = 1, ["set"] = 1 });
        duplicate.Should().Equal(new Dictionary<string, int>(StringComparer.Ordinal) { ["evalsha"] = 1, ["get"] = 1, ["set"] = 1 });
    }

    [SkippableFact]
    public async Task Fetch_Signals_PopsNothing()
    {
        await using var redis = await Redis.StartAsync();
        await using var channel = Channel(redis.Options);
        await channel.PublishSignalAsync(At(1, 0));

        for (var time = 0; time < 3; time++)
        {
            (await channel.FetchLatestSignalAsync("BTC/USDT")).Signal.Should().NotBeNull();
        }

        ((long)await redis.DoAsync("LLEN", "signals")).Should().Be(1);
    }

    private static RedisSignalChannel Channel(RedisOptions options) => new(options with { Timeout = TimeSpan.FromSeconds(15) }, new TransportClock());

    /// <summary>Commands that clients sent or scripts called since the reset, without the administrator's own.</summary>
    private static async Task<SortedDictionary<string, int>> CallsAsync(IDatabase database)
    {
        var text = (string)(await database.ExecuteAsync("INFO", "commandstats"))!;
        var calls = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in text.Split("\r\n").Where(line => line.StartsWith("cmdstat_", StringComparison.Ordinal)))
        {
            var name = line["cmdstat_".Length..line.IndexOf(':', StringComparison.Ordinal)];
            var count = line.Split("calls=")[1].Split(',')[0];
            calls[name] = int.Parse(count, CultureInfo.InvariantCulture);
        }

        // After a script the library no longer knows its database and sends a SELECT before the next command, in the same packet.
        foreach (var own in calls.Keys.Where(name => name is "config|resetstat" or "info" or "ping" or "select").ToList())
        {
            calls.Remove(own);
        }

        return calls;
    }

    /// <summary>CRC16 (XMODEM) of the part in braces, modulo 16,384: the cluster specification.</summary>
    private static int SlotOf(string key)
    {
        var open = key.IndexOf('{', StringComparison.Ordinal);
        var close = open < 0 ? -1 : key.IndexOf('}', open);
        var crc = 0;
        foreach (var letter in close > open + 1 ? key[(open + 1)..close] : key)
        {
            crc ^= letter << 8;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000) != 0 ? ((crc << 1) ^ 0x1021) & 0xFFFF : (crc << 1) & 0xFFFF;
            }
        }

        return crc % 16_384;
    }
}
