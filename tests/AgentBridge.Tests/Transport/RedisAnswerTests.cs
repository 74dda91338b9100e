using System.Net;
using System.Net.Sockets;
using System.Text;
using AgentBridge.Redis;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using static AgentBridge.Tests.Transport.Signals;

namespace AgentBridge.Tests.Transport;

/// <summary>If a server answers with an error, the message contains its words, and not "can't be reached" or "did not answer".</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class RedisAnswerTests
{
    [SkippableTheory]
    [InlineData("-echo", "*NOPERM *'echo'*")]
    [InlineData("-ping", "*NOPERM *'ping'*")]
    [InlineData("-eval -evalsha", "*NOPERM *'eval'*")]
    [InlineData("-lpush -lrange -ltrim", "*The user executing the script can't run this command*")]
    [InlineData("-@all", "*NOPERM *")]
    [InlineData("resetkeys", "*NOPERM *keys*")]
    public async Task User_WithoutARight_TheRightIsNamed(string rights, string message)
    {
        await using var server = await RedisPlainServer.StartAsync();
        await server.AskAsync(["ACL", "SETUSER", "default", "resetpass", ">pw-secret", .. rights.Split(' ')]);

        await RefusesAsync(server.Options with { Password = "pw-secret" }, message);
    }

    [SkippableFact]
    public async Task User_WithRightToEvalOnly_IsServed()
    {
        await using var server = await RedisPlainServer.StartAsync();
        await server.AskAsync("ACL", "SETUSER", "default", "-evalsha");
        await using var channel = new RedisSignalChannel(server.Options, new TransportClock());

        (await channel.PublishSignalAsync(At(1, 0))).Should().Be(PublishResult.Published);
        (await channel.FetchLatestSignalAsync("BTC/USDT")).Signal.Should().Be(At(1, 0).Signal);
    }

    [SkippableTheory]
    [InlineData("AUTH")]
    [InlineData("EVAL")]
    public async Task Command_Renamed_IsReportedWithoutThePassword(string command)
    {
        await using var server = await RedisPlainServer.StartAsync("--rename-command", command, "", "--rename-command", "EVALSHA", "");

        await RefusesAsync(server.Options with { Password = command is "AUTH" ? "pw-secret" : null }, "*unknown command*");
    }

    [SkippableFact]
    public async Task Password_WhereNoneIsSet_IsReported()
    {
        await using var server = await RedisPlainServer.StartAsync();

        await RefusesAsync(server.Options with { Password = "pw-secret" }, "*refuses the password (*AUTH*without any password*");
    }

    [SkippableFact]
    public async Task Server_WithoutRoomForAClient_IsReported()
    {
        await using var server = await RedisPlainServer.StartAsync("--maxclients", "1");
        using var held = new TcpClient();
        do
        {
            // redis-cli's own connection is freed a moment after its end.
            held.Close();
            using var next = new TcpClient("127.0.0.1", server.Port);
            await next.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[5];
            await next.GetStream().ReadExactlyAsync(answer);
            if (answer[0] == '+')
            {
                await RefusesAsync(server.Options, "*max number of clients*");
                return;
            }
        }
        while (true);
    }

    [SkippableFact]
    public async Task Replica_WithoutItsMaster_IsReported()
    {
        await using var server = await RedisPlainServer.StartAsync("--replica-serve-stale-data", "no");
        await server.AskAsync("REPLICAOF", "127.0.0.1", "1");

        await RefusesAsync(server.Options, "*MASTERDOWN *");
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Server_BusyWithAScript_IsReported()
    {
        await using var server = await RedisPlainServer.StartAsync("--busy-reply-threshold", "1");
        await using var open = new RedisSignalChannel(server.Options, new TransportClock());
        await open.PublishSignalAsync(At(1, 0));
        using var busy = new TcpClient("127.0.0.1", server.Port);
        await busy.GetStream().WriteAsync(Encoding.ASCII.GetBytes("*3\r\n$4\r\nEVAL\r\n$17\r\nwhile true do end\r\n$1\r\n0\r\n"));
        while (!(await server.TryAskAsync("PING")).Contains("BUSY", StringComparison.Ordinal))
        {
            await Task.Delay(5);
        }

        await RefusesAsync(server.Options, "*BUSY *");
        await RefusesAsync(open, "*BUSY *");
        await server.TryAskAsync("SCRIPT", "KILL");
    }

    [SkippableFact]
    public async Task Server_ThatCanNotSave_IsReported()
    {
        await using var server = await RedisPlainServer.StartAsync();
        await using var open = new RedisSignalChannel(server.Options, new TransportClock());
        await open.PublishSignalAsync(At(1, 0));
        var folder = (await server.AskAsync("CONFIG", "GET", "dir")).Split('\n')[^1];
        await server.AskAsync("CONFIG", "SET", "save", "3600 1");
        Directory.CreateDirectory(Path.Combine(folder, "dump.rdb", "in the way"));
        await server.TryAskAsync("BGSAVE");
        while (!(await server.TryAskAsync("INFO", "persistence")).Contains("rdb_last_bgsave_status:err", StringComparison.Ordinal))
        {
            await Task.Delay(20);
        }

        await RefusesAsync(server.Options, "*MISCONF *");
        var publish = () => open.PublishSignalAsync(At(2, 0));
        (await publish.Should().ThrowAsync<TransportException>()).WithMessage("*MISCONF *");
        (await server.AskAsync("LLEN", "signals")).Should().Be("1");
    }

    [SkippableFact]
    public async Task Sentinel_IsRefusedByName()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "sentinel monitor m 127.0.0.1 1 1\n");
        await using var server = await RedisPlainServer.StartAsync(file, "--sentinel");

        await RefusesAsync(server.Options, "*is a Sentinel, which is not supported*");

        File.Delete(file);
    }

    [Fact]
    public async Task Address_OfIPv4SpelledAsIPv6_IsUsed()
    {
        await using var server = await RedisPlainServer.StartAsync();
        await using var channel = new RedisSignalChannel(server.Options with { Host = "::ffff:127.0.0.1" }, new TransportClock());

        (await channel.PublishSignalAsync(At(1, 0))).Should().Be(PublishResult.Published);
        (await channel.FetchLatestSignalAsync("BTC/USDT")).Signal.Should().Be(At(1, 0).Signal);
    }

    [SkippableFact]
    public async Task Address_OfIPv6_IsUsedAndShownInBrackets()
    {
        Skip.IfNot(Socket.OSSupportsIPv6, "no IPv6 here");
        int port;
        await using (var server = await RedisPlainServer.StartAsync())
        {
            port = server.Port;
            await using var channel = new RedisSignalChannel(server.Options with { Host = "::1" }, new TransportClock());

            (await channel.PublishSignalAsync(At(1, 0))).Should().Be(PublishResult.Published);
            (await channel.FetchLatestSignalAsync("BTC/USDT")).Signal.Should().Be(At(1, 0).Signal);
        }

        await using var gone = new RedisSignalChannel(new RedisOptions { Host = "::1", Port = port }, new TransportClock());
        var fetch = () => gone.FetchLatestSignalAsync("BTC/USDT");
        (await fetch.Should().ThrowAsync<TransportException>()).WithMessage($"Redis at [::1]:{port} can't be reached*");
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "*not as Redis does*")]
    [InlineData("\u0015\u0003\u0003", "*not as Redis does*")]
    [InlineData("$x\r\n", "*not as Redis does*")]
    [InlineData("*2000000000\r\n", "*not as Redis does*")]
    [InlineData("$2000000000\r\n", "*not as Redis does*")]
    [InlineData("", "*ended the connection without an answer*")]
    [InlineData("+PO", "*ended the connection without an answer*")]
    [InlineData("-DENIED Redis is running in protected mode because\r\n", "*DENIED Redis is running in protected mode*")]
    [InlineData("-LOADING Redis is loading the dataset in memory\r\n", "*LOADING Redis is loading*")]
    [InlineData("+OK\r\n+PONG\r\n+OK\r\n-MOVED 1 somewhere\r\n", "*MOVED 1 somewhere*")]
    [InlineData("+OK\r\n+PONG\r\n+OK\r\n-MOVED 1 no!host:7000\r\n", "*MOVED 1 no!host:7000*")]
    [InlineData("+OK\r\n+PONG\r\n+OK\r\n-MOVED 1 ?:self\r\n", "*MOVED 1*")]
    [InlineData("+OK\r\n+PONG\r\n+OK\r\n-MOVED 1 :own\r\n", "*none holds the list*")]
    public async Task Stranger_IsReported(string answer, string message)
    {
        using var door = new TcpListener(IPAddress.Loopback, 0);
        door.Start();
        var port = ((IPEndPoint)door.LocalEndpoint).Port;
        var bytes = Encoding.Latin1.GetBytes(answer.Replace(":own", FormattableString.Invariant($":{port}"), StringComparison.Ordinal));
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await door.AcceptTcpClientAsync();
                _ = await client.GetStream().ReadAsync(new byte[1024]);
                await client.GetStream().WriteAsync(bytes);
            }
        });

        await RefusesAsync(new RedisOptions { Port = port, Timeout = TimeSpan.FromSeconds(15) }, message);
    }

    private static async Task RefusesAsync(RedisOptions options, string message)
    {
        await using var channel = new RedisSignalChannel(options, new TransportClock());
        await RefusesAsync(channel, message);
    }

    private static async Task RefusesAsync(RedisSignalChannel channel, string message)
    {
        foreach (var call in new Func<Task>[] { () => channel.PublishSignalAsync(At(2, 0)), () => channel.FetchLatestSignalAsync("BTC/USDT"), () => channel.CheckAsync() })
        {
            var error = (await call.Should().ThrowAsync<TransportException>().WithMessage(message)).Which.Message;
            error.Should().StartWith("Redis at 127.0.0.1:").And.NotContain("can't be reached").And.NotContain("did not answer").And.NotContain("\n").And.NotContain("pw-secret");
        }
    }
}
