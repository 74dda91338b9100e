using System.Globalization;
using System.Net.Sockets;
using AgentBridge.Cli;
using AgentBridge.Redis;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using AgentBridge.Tests.Transport;

namespace AgentBridge.Tests.Cli;

[Trait(Cost.Key, Cost.Slow)]
public sealed class RedisServerProcessTests
{
    [SkippableFact]
    public async Task Start_Server_IsPrivateAndKeepsNothing()
    {
        await using var redis = await Transport.Redis.StartAsync();

        ((string[]?)await redis.DoAsync("CONFIG", "GET", "bind")).Should().Equal("bind", "127.0.0.1");
        ((string[]?)await redis.DoAsync("CONFIG", "GET", "save")).Should().Equal("save", string.Empty);
        ((string[]?)await redis.DoAsync("CONFIG", "GET", "appendonly")).Should().Equal("appendonly", "no");
        ((string[]?)await redis.DoAsync("CONFIG", "GET", "daemonize")).Should().Equal("daemonize", "no");
        redis.Server.ChannelOptions.Port.Should().Be(redis.Server.Port);
    }

    [SkippableFact]
    public async Task Dispose_Server_EndsItAndLeavesOnlyItsLog()
    {
        Skip.IfNot(RedisServerProcess.TryFind(out _), "redis-server is not installed");
        var folder = Directory.CreateTempSubdirectory().FullName;
        var server = await RedisServerProcess.StartAsync(new RedisServerOptions { RunFolder = Path.Combine(folder, "run"), Password = "p" });
        await using (var channel = new RedisSignalChannel(server.ChannelOptions, new TransportClock()))
        {
            await channel.PublishSignalAsync(Transport.Signals.At(1, 0));
        }

        await server.DisposeAsync();
        await server.DisposeAsync();

        server.HasExited.Should().BeTrue();
        Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Should().BeEquivalentTo("run", "redis.log");
        var connect = () => new TcpClient("127.0.0.1", server.Port);
        connect.Should().Throw<SocketException>();
        Directory.Delete(folder, recursive: true);
    }

    [SkippableFact]
    public async Task Dispose_StoppedServer_KillsItAfterTheGrace()
    {
        Skip.IfNot(RedisServerProcess.TryFind(out _), "redis-server is not installed");
        var folder = Directory.CreateTempSubdirectory().FullName;
        var server = await RedisServerProcess.StartAsync(new RedisServerOptions { RunFolder = folder, Password = "p", StopGrace = TimeSpan.FromMilliseconds(200) });
        Transport.Redis.Send(server.ProcessId, "STOP");

        await server.DisposeAsync();

        server.HasExited.Should().BeTrue();
        Directory.Delete(folder, recursive: true);
    }

    [SkippableFact]
    public async Task Start_Server_ShowsThePasswordNowhere()
    {
        await using var redis = await Transport.Redis.StartAsync();

        var commandLine = $"/proc/{redis.Server.ProcessId}/cmdline";
        Skip.IfNot(File.Exists(commandLine), "needs /proc");
        (await File.ReadAllTextAsync(commandLine)).Should().Contain("redis-server").And.NotContain("pass word");
        redis.Options.ToString().Should().NotContain("pass word");
        new RedisServerOptions { RunFolder = "x", Password = Transport.Redis.Secret }.ToString().Should().NotContain("pass word");
    }

    [SkippableFact]
    public async Task Start_Twice_TakesTwoPorts()
    {
        await using var one = await Transport.Redis.StartAsync();
        await using var two = await Transport.Redis.StartAsync();

        two.Server.Port.Should().NotBe(one.Server.Port);
    }

    [SkippableFact]
    public async Task Start_OnATakenPort_SaysWhy()
    {
        await using var redis = await Transport.Redis.StartAsync();
        var folder = Directory.CreateTempSubdirectory().FullName;

        var start = () => RedisServerProcess.StartAsync(new RedisServerOptions { RunFolder = folder, Password = "p", Port = redis.Server.Port });

        await start.Should().ThrowAsync<TransportException>().WithMessage("redis-server did not start: *");
        Directory.Delete(folder, recursive: true);
    }

    [SkippableFact]
    public async Task Start_InAFile_SaysWhy()
    {
        Skip.IfNot(RedisServerProcess.TryFind(out _), "redis-server is not installed");
        var file = Path.GetTempFileName();

        var start = () => RedisServerProcess.StartAsync(new RedisServerOptions { RunFolder = file, Password = "p" });

        await start.Should().ThrowAsync<TransportException>().WithMessage("redis-server's folder * can't be used*");
        File.Delete(file);
    }

    [SkippableFact]
    public async Task Start_WithoutAPassword_IsRefused()
    {
        var start = () => RedisServerProcess.StartAsync(new RedisServerOptions { RunFolder = "x", Password = string.Empty });

        await start.Should().ThrowAsync<ArgumentException>();
    }

    [SkippableFact]
    public async Task Parent_KilledOutright_TheServerEndsToo()
    {
        Skip.IfNot(RedisServerProcess.TryFind(out _), "redis-server is not installed");
        Skip.IfNot(OperatingSystem.IsLinux(), "watching child processes needs Linux");
        var folder = Directory.CreateTempSubdirectory().FullName;
        using var parent = OrphanHook.StartServer(folder);
        var serverId = int.Parse((await parent.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        Directory.Exists($"/proc/{serverId}").Should().BeTrue();

        parent.Kill(); // SIGKILL to the parent alone
        await parent.WaitForExitAsync();

        // A hang here is the failure: the server would run forever.
        while (Directory.Exists($"/proc/{serverId}") && !(await File.ReadAllTextAsync($"/proc/{serverId}/stat")).Contains(") Z ", StringComparison.Ordinal))
        {
            await Task.Delay(10);
        }

        Directory.Delete(folder, recursive: true);
    }
}
