using System.Diagnostics.Metrics;
using AgentBridge.Engine;
using AgentBridge.Engine.FileChannel;
using AgentBridge.Redis;
using AgentBridge.Schema;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentBridge.Extensions;

/// <summary>The channel that TRANSPORT names: a Redis list or a folder of files.</summary>
/// <threadsafety>Any number of threads may use one channel.</threadsafety>
public sealed class SignalChannel : ISignalPublisher, ISignalSource, IAsyncDisposable
{
    private readonly ISignalPublisher _publisher;
    private readonly ISignalSource _source;
    private readonly IAsyncDisposable _owner;
    private readonly Func<CancellationToken, Task> _check;

    private SignalChannel(ISignalPublisher publisher, ISignalSource source, IAsyncDisposable owner, Func<CancellationToken, Task> check, string description) =>
        (_publisher, _source, _owner, _check, Description) = (publisher, source, owner, check, description);

    /// <summary>What it is and where, for people; never contains a secret.</summary>
    public string Description { get; }

    /// <summary>The channel of a Redis server; connects on first use.</summary>
    /// <param name="url">The server.</param>
    /// <param name="settings">The settings: the list's name and how much it keeps.</param>
    /// <param name="clock">The clock that ages are measured by.</param>
    /// <param name="logger">Receives its events.</param>
    /// <param name="meters">Creates its meter; <see langword="null"/> for the meter of the process.</param>
    /// <param name="timeout">How long a publication or a fetch may take, connecting included; <see langword="null"/> for the default of 2 s.</param>
    public static SignalChannel OfRedis(RedisUrl url, BridgeConfig settings, TimeProvider clock, ILogger logger, IMeterFactory? meters, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(settings);
        var defaults = new RedisOptions();
        var options = defaults with
        {
            Host = url.Host,
            Port = url.Port,
            Database = url.Database,
            Password = url.Password?.Reveal(),
            ListName = settings.SignalsList,
            MaxSignals = settings.SignalsMax,
            Timeout = timeout ?? defaults.Timeout,
        };
        var channel = new RedisSignalChannel(options, clock, logger, meters);
        return new SignalChannel(channel, channel, channel, channel.CheckAsync, $"Redis list {settings.SignalsList} at {url}");
    }

    /// <summary>The channel of a folder; the first publication creates it.</summary>
    /// <param name="folder">Where the files of signals are, one a day.</param>
    /// <param name="maxSignals">How many signals it keeps, from 10 to 100,000.</param>
    /// <param name="clock">The clock for ages and kept days.</param>
    /// <param name="logger">Receives its events.</param>
    public static SignalChannel OfFolder(string folder, int maxSignals, TimeProvider clock, ILogger logger)
    {
        var channel = new FileSignalChannel(new FileChannelOptions { Folder = folder, MaxSignals = maxSignals }, clock, PhysicalDisk.Instance, logger);
        return new SignalChannel(channel, channel, channel, channel.CheckAsync, $"file channel {folder}");
    }

    /// <inheritdoc/>
    public Task<PublishResult> PublishSignalAsync(ApprovedSignal signal, CancellationToken cancellationToken = default) => _publisher.PublishSignalAsync(signal, cancellationToken);

    /// <inheritdoc/>
    public Task<FetchResult> FetchLatestSignalAsync(string symbol, int maxAgeSec = 600, CancellationToken cancellationToken = default) =>
        _source.FetchLatestSignalAsync(symbol, maxAgeSec, cancellationToken);

    /// <summary>Tests whether a publication would be accepted now; publishes nothing.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TransportException">It would not; the message says why.</exception>
    public Task CheckAsync(CancellationToken cancellationToken = default) => _check(cancellationToken);

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync() => _owner.DisposeAsync();

    /// <summary>The channel of a host's settings.</summary>
    internal static SignalChannel Of(IServiceProvider services)
    {
        var (settings, clock, loggers) = (services.GetRequiredService<BridgeConfig>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<Loggers>());
        return settings.Transport == SignalTransport.File
            ? OfFolder(Path.GetFullPath(settings.SignalsDir), settings.SignalsMax, clock, loggers.Of<FileSignalChannel>())
            : OfRedis(settings.RedisUrl, settings, clock, loggers.Of<RedisSignalChannel>(), services.GetService<IMeterFactory>());
    }
}
