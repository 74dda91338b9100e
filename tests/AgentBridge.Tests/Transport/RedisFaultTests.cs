using AgentBridge.Redis;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using StackExchange.Redis;
using static AgentBridge.Tests.Transport.Signals;

namespace AgentBridge.Tests.Transport;

/// <summary>Faults of a real server, on a private one.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class RedisFaultTests
{
    private const string Symbol = "BTC/USDT";

    /// <summary>Far longer than every timeout here: only a hanging call reaches it.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public async Task Server_KilledAndRestarted_TheSameChannelWorksAgain()
    {
        await using var redis = await Redis.StartAsync();
        await using var channel = Channel(redis.Options);
        await channel.PublishSignalAsync(At(1, 0));

        await redis.KillAsync();
        await RefusesAsync(() => channel.PublishSignalAsync(At(2, 0)), "*can't be*");
        await RefusesAsync(() => channel.FetchLatestSignalAsync(Symbol), "*can't be reached: is it running*");
        await redis.RestartAsync();

        (await channel.PublishSignalAsync(At(2, 0))).Should().Be(PublishResult.Published);
        (await channel.FetchLatestSignalAsync(Symbol)).Signal.Should().Be(At(2, 0).Signal);
    }

    [SkippableFact]
    public async Task Server_RestartedWhileTheChannelWasIdle_NoCallFails()
    {
        await using var redis = await Redis.StartAsync();
        await using var channel = Channel(redis.Options);
        await channel.PublishSignalAsync(At(1, 0));

        await redis.KillAsync();
        await redis.RestartAsync();

        // Several times, because the client may or may not have noticed by now.
        for (var attempt = 2; attempt < 8; attempt++)
        {
            (await channel.PublishSignalAsync(At(attempt, 0))).Should().Be(PublishResult.Published);
            await redis.KillAsync();
            await redis.RestartAsync();
        }
    }

    [SkippableFact]
    public async Task Server_NotThereAtFirst_WorksOnceItIs()
    {
        await using var redis = await Redis.StartAsync();
        await using var channel = Channel(redis.Options);
        await redis.KillAsync();

        await RefusesAsync(() => channel.PublishSignalAsync(At(1, 0)), "*can't be reached*");
        await redis.RestartAsync();

        (await channel.PublishSignalAsync(At(1, 0))).Should().Be(PublishResult.Published);
    }

    [SkippableFact]
    public async Task Server_Stalled_CallsEndAndALateWriteIsNotASecondSignal()
    {
        await using var redis = await Redis.StartAsync();
        await using var channel = WithShortTimeout(redis.Options);
        // The server has the script by then, so the request in flight needs no second one.
        _ = await EventuallyAsync(() => channel.PublishSignalAsync(At(9, -60)));

        redis.Send("STOP");
        await RefusesAsync(() => channel.PublishSignalAsync(At(1, 0)), "*did not answer within 700 ms*");
        await RefusesAsync(() => channel.FetchLatestSignalAsync(Symbol), "*did not answer within 700 ms*");
        await RefusesAsync(() => channel.PublishSignalAsync(At(1, 0)), "*did not answer within 700 ms*");
        redis.Send("CONT");

        await using var second = Channel(redis.Options);
        while ((await second.FetchLatestSignalAsync(Symbol)).Signal != At(1, 0).Signal)
        {
            await Task.Delay(10); // the first publication was in flight and is executed late
        }

        (await second.PublishSignalAsync(At(1, 0))).Should().Be(PublishResult.Duplicate);
        ((long)await redis.DoAsync("LLEN", "signals")).Should().Be(2);
        (await EventuallyAsync(() => channel.PublishSignalAsync(At(2, 0)))).Should().Be(PublishResult.Published);
    }

    [SkippableFact]
    public async Task Server_Full_RefusesAndNothingIsHalfWritten()
    {
        await using var redis = await Redis.StartAsync();
        await using var channel = Channel(redis.Options);
        await channel.PublishSignalAsync(At(1, 0));

        await redis.DoAsync("CONFIG", "SET", "maxmemory", "1");
        await RefusesAsync(() => channel.PublishSignalAsync(At(2, 0)), "*is full (maxmemory*(OOM command not allowed*)");
        (await channel.FetchLatestSignalAsync(Symbol)).Signal.Should().Be(At(1, 0).Signal);
        ((long)await redis.DoAsync("DBSIZE")).Should().Be(2);

        await redis.DoAsync("CONFIG", "SET", "maxmemory", "0");
        (await channel.PublishSignalAsync(At(2, 0))).Should().Be(PublishResult.Published);
    }

    [SkippableFact]
    public async Task Server_Flushed_ForgetsAndGoesOn()
    {
        await using var redis = await Redis.StartAsync();
        await using var channel = Channel(redis.Options);
        await channel.PublishSignalAsync(At(1, 0));

        await redis.DoAsync("FLUSHALL");
        await redis.DoAsync("SCRIPT", "FLUSH");

        (await channel.FetchLatestSignalAsync(Symbol)).Should().Be(new FetchResult(null, default));
        (await channel.PublishSignalAsync(At(1, 0))).Should().Be(PublishResult.Published);
    }

    [SkippableTheory]
    [InlineData("swordfish", "*refuses the password (WRONGPASS *)")]
    [InlineData(null, "*asks for a password and none is set (NOAUTH *)")]
    public async Task Password_Wrong_IsReportedWithoutShowingIt(string? password, string message)
    {
        await using var redis = await Redis.StartAsync();
        await using var channel = Channel(redis.Options with { Password = password });

        var failure = await RefusesAsync(() => channel.PublishSignalAsync(At(1, 0)), message);
        await RefusesAsync(() => channel.FetchLatestSignalAsync(Symbol), message);

        failure.ToString().Should().NotContain("swordfish").And.NotContain(Redis.Secret);
    }

    [SkippableFact]
    public async Task List_HoldsSomethingElse_IsReportedAndTheIdIsNotTaken()
    {
        await using var redis = await Redis.StartAsync();
        await using var channel = Channel(redis.Options);
        await redis.DoAsync("SET", "signals", "not a list");

        await RefusesAsync(() => channel.PublishSignalAsync(At(1, 0)), "*another program keeps something else under the name signals*(WRONGTYPE *)");
        await RefusesAsync(() => channel.FetchLatestSignalAsync(Symbol), "*another program keeps something else under the name signals*(WRONGTYPE *)");
        ((long)await redis.DoAsync("DBSIZE")).Should().Be(1);

        await redis.DoAsync("DEL", "signals");
        (await channel.PublishSignalAsync(At(1, 0))).Should().Be(PublishResult.Published);
    }

    [SkippableFact]
    public async Task Database_TheServerLacks_IsRefusedRatherThanWrittenElsewhere()
    {
        await using var redis = await Redis.StartAsync();
        await using var channel = Channel(redis.Options with { Database = 99 });

        await RefusesAsync(() => channel.PublishSignalAsync(At(1, 0)), "*has no database 99 (ERR DB index is out of range)");
        await RefusesAsync(() => channel.PublishSignalAsync(At(1, 0)), "*has no database 99 (ERR DB index is out of range)");

        ((string)(await redis.DoAsync("INFO", "keyspace"))!).Should().NotContain("db");
    }

    [SkippableFact]
    public async Task Database_Named_IsTheOneUsed()
    {
        await using var redis = await Redis.StartAsync();
        await using var channel = Channel(redis.Options with { Database = 3 });

        await channel.PublishSignalAsync(At(1, 0));

        (await channel.FetchLatestSignalAsync(Symbol)).Signal.Should().Be(At(1, 0).Signal);
        ((string)(await redis.DoAsync("INFO", "keyspace"))!).Should().Contain("db3:keys=2").And.NotContain("db0");
    }

    [SkippableFact]
    public async Task Server_ReadOnlyReplica_IsReadButNotWritten()
    {
        await using var redis = await Redis.StartAsync();
        await using (var before = Channel(redis.Options))
        {
            await before.PublishSignalAsync(At(1, 0));
        }

        await redis.DoAsync("REPLICAOF", "127.0.0.1", "1");
        await using var channel = Channel(redis.Options);

        (await channel.FetchLatestSignalAsync(Symbol)).Signal.Should().Be(At(1, 0).Signal);
        await RefusesAsync(() => channel.PublishSignalAsync(At(2, 0)), "*read-only replica*(READONLY *)");
    }

    [SkippableFact]
    public async Task Channel_Disposed_ReportsIt()
    {
        await using var redis = await Redis.StartAsync();
        var channel = Channel(redis.Options);
        await channel.PublishSignalAsync(At(1, 0));

        await channel.DisposeAsync();
        var publish = () => channel.PublishSignalAsync(At(2, 0));

        await publish.Should().ThrowAsync<ObjectDisposedException>();
    }

    /// <summary>A long timeout, because the machine may be busy; tests of stalls set their own.</summary>
    private static RedisSignalChannel Channel(RedisOptions options) => new(options with { Timeout = Hang / 2 }, new TransportClock());

    private static RedisSignalChannel WithShortTimeout(RedisOptions options) => new(options with { Timeout = TimeSpan.FromMilliseconds(700) }, new TransportClock());

    private static async Task<TransportException> RefusesAsync(Func<Task> call, string message)
    {
        var failure = (await FluentActions.Awaiting(() => call().WaitAsync(Hang)).Should().ThrowAsync<TransportException>().WithMessage("Redis at 127.0.0.1:" + message)).Which;
        failure.Message.Should().NotContain("\n");
        return failure;
    }

    /// <summary>For a short timeout on a busy machine, or on a server that has just been resumed.</summary>
    private static async Task<T> EventuallyAsync<T>(Func<Task<T>> call)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TransportException) when (attempt < 10)
            {
                await Task.Delay(50);
            }
        }
    }
}
