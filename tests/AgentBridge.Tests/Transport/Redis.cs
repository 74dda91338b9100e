using System.Diagnostics;
using AgentBridge.Cli;
using AgentBridge.Redis;
using AgentBridge.Schema;
using StackExchange.Redis;

namespace AgentBridge.Tests.Transport;

/// <summary>A private, real redis-server, and a client with administrator rights.</summary>
internal sealed class Redis : IAsyncDisposable
{
    public const string Secret = "pass word\"\\:@é";

    private readonly string _folder;

    private Redis(RedisServerProcess server, string folder)
    {
        Server = server;
        _folder = folder;
    }

    public RedisServerProcess Server { get; private set; }

    public RedisOptions Options => Server.ChannelOptions;

    public static async Task<Redis> StartAsync()
    {
        Skip.IfNot(RedisServerProcess.TryFind(out _), "redis-server is not installed");
        var folder = Directory.CreateTempSubdirectory("bridge redis ").FullName;
        return new Redis(await RedisServerProcess.StartAsync(new RedisServerOptions { RunFolder = folder, Password = Secret }), folder);
    }

    public async Task<ConnectionMultiplexer> AdminAsync(int? port = null)
    {
        var configuration = new ConfigurationOptions { EndPoints = { { "127.0.0.1", port ?? Server.Port } }, Password = Secret, AllowAdmin = true };
        return await ConnectionMultiplexer.ConnectAsync(configuration);
    }

    /// <summary>One command on a separate connection.</summary>
    public async Task<RedisResult> DoAsync(string command, params object[] arguments)
    {
        using var admin = await AdminAsync();
        return await admin.GetDatabase().ExecuteAsync(command, arguments);
    }

    public async Task KillAsync()
    {
        Send("KILL");
        while (!Server.HasExited)
        {
            await Task.Delay(5);
        }
    }

    public async Task RestartAsync() =>
        Server = await RedisServerProcess.StartAsync(new RedisServerOptions { RunFolder = _folder, Password = Secret, Port = Server.Port });

    public void Send(string signal) => Send(Server.ProcessId, signal);

    public static void Send(int processId, string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, processId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        kill.ExitCode.Should().Be(0);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>One server for a class of tests; each test uses its own list.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private int _lists;

    internal Redis? Redis { get; private set; }

    public async Task InitializeAsync()
    {
        if (RedisServerProcess.TryFind(out _))
        {
            Redis = await Transport.Redis.StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }
    }

    internal async Task<TestChannel> OpenAsync(int maxSignals)
    {
        Skip.If(Redis is null, "redis-server is not installed");
        var list = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"list-{Interlocked.Increment(ref _lists)}");
        return new RedisTestChannel(Redis.Options with { ListName = list, MaxSignals = maxSignals, Timeout = TimeSpan.FromSeconds(30) }, await Redis.AdminAsync());
    }
}

internal sealed class RedisTestChannel(RedisOptions options, ConnectionMultiplexer admin) : TestChannel
{
    private readonly List<RedisSignalChannel> _channels = [];

    public override ISignalPublisher Publisher => First();

    public override ISignalSource Source => First();

    public override ISignalPublisher AnotherPublisher() => Add();

    public override async Task PushRawAsync(IReadOnlyList<byte[]> messages)
    {
        foreach (var message in messages)
        {
            _ = await admin.GetDatabase().ListLeftPushAsync(options.ListName, message);
        }
    }

    public override async Task<IReadOnlyList<byte[]>> KeptAsync() =>
        [.. (await admin.GetDatabase().ListRangeAsync(options.ListName)).Select(message => (byte[])message!)];

    public override async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels)
        {
            await channel.DisposeAsync();
        }

        admin.Dispose();
    }

    private RedisSignalChannel First() => _channels.Count > 0 ? _channels[0] : Add();

    private RedisSignalChannel Add()
    {
        var channel = new RedisSignalChannel(options, Clock);
        _channels.Add(channel);
        return channel;
    }
}
