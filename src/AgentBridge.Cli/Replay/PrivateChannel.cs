using System.Security.Cryptography;
using AgentBridge.Engine;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>The channel of a replay: a private redis-server if one is available, else files in the run's folder. It has no other readers.</summary>
internal sealed class PrivateChannel : IAsyncDisposable
{
    // Nobody else uses the private server, so if it is slow, the machine is busy: that must not end a run.
    private static readonly TimeSpan PrivateTimeout = TimeSpan.FromSeconds(20);

    private readonly OpenChannel _channel;
    private readonly RedisServerProcess? _server;

    private PrivateChannel(OpenChannel channel, RedisServerProcess? server, string description, params IReadOnlyList<KeyValuePair<string, string>> strategySettings) =>
        (_channel, _server, Description, StrategySettings) = (channel, server, description, strategySettings);

    public ISignalPublisher Publisher => _channel.Publisher;

    public ISignalSource Source => _channel.Source;

    public string Description { get; }

    /// <summary>How the strategy reaches it: keys of its section <c>agentbridge</c>. May hold a password.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> StrategySettings { get; }

    public static async Task<PrivateChannel> OpenAsync(string runFolder, string? redisOption, Settings settings, TimeProvider clock, CliHost host, CancellationToken cancellationToken)
    {
        var config = settings.Config;
        if (redisOption is not null)
        {
            var named = OpenChannel.Named(settings, redisOption, host with { Clock = clock });
            return new PrivateChannel(named, null, named.Description, [new("source", "redis"), new("redis_url", redisOption), new("list", config.SignalsList)]);
        }

        var folder = Path.Combine(runFolder, "signals");
        KeyValuePair<string, string>[] files = [new("source", "file"), new("file", folder)];
        if (config.Transport == SignalTransport.File)
        {
            return new PrivateChannel(OpenChannel.Folder(folder, config.SignalsMax, clock), null, "files in the run's folder (TRANSPORT=file)", files);
        }

        if (!RedisServerProcess.TryFind(out _))
        {
            return new PrivateChannel(OpenChannel.Folder(folder, config.SignalsMax, clock), null, "files in the run's folder (there is no redis-server here)", files);
        }

        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var server = await RedisServerProcess.StartAsync(new RedisServerOptions { RunFolder = Path.Combine(runFolder, "redis"), Password = password }, cancellationToken);
        var text = FormattableString.Invariant($"redis://:{password}@127.0.0.1:{server.Port}/0");
        if (!RedisUrl.TryParse(text, out var url, out var problem))
        {
            throw new InvalidOperationException(problem);
        }

        return new PrivateChannel(
            OpenChannel.Redis(url, config, clock, PrivateTimeout),
            server,
            FormattableString.Invariant($"a private redis-server on 127.0.0.1:{server.Port}"),
            [new("source", "redis"), new("redis_url", text), new("list", config.SignalsList)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
