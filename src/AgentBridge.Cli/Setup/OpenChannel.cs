using AgentBridge.Engine;
using AgentBridge.Extensions;
using AgentBridge.Schema;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentBridge.Cli;

/// <summary>An open channel, for any transport.</summary>
internal sealed class OpenChannel : IAsyncDisposable
{
    private readonly SignalChannel _channel;

    private OpenChannel(SignalChannel channel) => _channel = channel;

    public ISignalPublisher Publisher => _channel;

    public ISignalSource Source => _channel;

    /// <summary>Its description for people; never contains a secret.</summary>
    public string Description => _channel.Description;

    /// <summary>
    /// The configured channel: --redis, else TRANSPORT=file, else REDIS_URL. A server that was not named is never used.
    /// </summary>
    /// <exception cref="CliException">No channel is configured.</exception>
    public static OpenChannel Named(Settings settings, string? redisOption, CliHost host) =>
        TryNamed(settings, redisOption, host)
        ?? throw new CliException(ExitCodes.Unavailable, "no channel is configured: pass --redis URL, or set REDIS_URL=redis://host:6379/0 or TRANSPORT=file in the environment or .env");

    /// <summary>As <see cref="Named"/>; <see langword="null"/> if none is configured.</summary>
    public static OpenChannel? TryNamed(Settings settings, string? redisOption, CliHost host)
    {
        var config = settings.Config;
        if (redisOption is not null)
        {
            return RedisUrl.TryParse(redisOption, out var url, out var problem)
                ? Redis(url, config, host.Clock)
                : throw new CliException(ExitCodes.Usage, ConfigKeys.Of("REDIS_URL").ErrorOf("--redis", redisOption, problem));
        }

        if (config.Transport == SignalTransport.File)
        {
            return Folder(host.FullPath(config.SignalsDir), config.SignalsMax, host.Clock);
        }

        return settings.RedisNamed ? Redis(config.RedisUrl, config, host.Clock) : null;
    }

    /// <summary>A list on a Redis server.</summary>
    /// <param name="url">The server.</param>
    /// <param name="config">The list's name and length.</param>
    /// <param name="clock">Decides on freshness.</param>
    /// <param name="timeout">How long a publication or a fetch may take; <see langword="null"/> for the default.</param>
    public static OpenChannel Redis(RedisUrl url, BridgeConfig config, TimeProvider clock, TimeSpan? timeout = null) =>
        new(SignalChannel.OfRedis(url, config, clock, NullLogger.Instance, meters: null, timeout));

    public static OpenChannel Folder(string folder, int maxSignals, TimeProvider clock) => new(SignalChannel.OfFolder(folder, maxSignals, clock, NullLogger.Instance));

    /// <summary>Checks whether the channel can be used now; changes nothing.</summary>
    /// <exception cref="TransportException">It could not: why.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) => _channel.CheckAsync(cancellationToken);

    public ValueTask DisposeAsync() => _channel.DisposeAsync();
}
