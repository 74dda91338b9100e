using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AgentBridge.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentBridge.ExchangeSimulator;

/// <summary>A running exchange on 127.0.0.1.</summary>
/// <threadsafety>Any number of threads.</threadsafety>
public sealed class ExchangeSimulatorHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping;
    private readonly ILogger _logger;

    private ExchangeSimulatorHost(WebApplication app, CancellationTokenSource stopping, SimulatorControl control, IReadOnlyList<string> pairs, ILogger logger)
    {
        _logger = logger;
        _app = app;
        _stopping = stopping;
        Control = control;
        Pairs = pairs;
        Url = new Uri(app.Urls.Single());
    }

    /// <summary>Its address, such as <c>http://127.0.0.1:18124/</c>; REST is below <c>/api/v3</c>, streams are below <c>/ws</c> and <c>/stream</c>.</summary>
    public Uri Url { get; }

    /// <summary>The port.</summary>
    public int Port => Url.Port;

    /// <summary>The pairs, such as <c>BTC/USDT</c>, in the order of the options.</summary>
    public IReadOnlyList<string> Pairs { get; }

    /// <summary>Prices, clocks, faults and the requests received.</summary>
    public SimulatorControl Control { get; }

    /// <summary>Starts an exchange; it answers when this returns.</summary>
    /// <param name="options">The markets and clocks.</param>
    /// <param name="timeProvider">The wall clock, and the timers of streams and delays.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="Schema.OptionsException">An option is out of range.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static Task<ExchangeSimulatorHost> StartAsync(ExchangeSimulatorOptions options, TimeProvider timeProvider, CancellationToken cancellationToken = default) =>
        StartAsync(options, timeProvider, NullLogger.Instance, cancellationToken);

    /// <summary>Starts an exchange that logs what it does; it answers when this returns.</summary>
    /// <param name="options">The markets and clocks.</param>
    /// <param name="timeProvider">The wall clock, and the timers of streams and delays.</param>
    /// <param name="logger">Receives its events; the package's README lists them.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="Schema.OptionsException">An option is out of range.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ExchangeSimulatorHost> StartAsync(ExchangeSimulatorOptions options, TimeProvider timeProvider, ILogger logger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        logger = SafeLogger.Of(logger);
        var exchange = new SimulatedExchange(ExchangeSimulatorOptions.Model.Check(options), timeProvider);
        var (faults, log, hub, stopping) = (new FaultQueue(), new RequestLog(), new StreamHub(exchange), new CancellationTokenSource());
        var control = new SimulatorControl(exchange, faults, log, hub);
        var pipeline = new RequestPipeline(new RestEndpoint(exchange), new ControlEndpoint(control), hub, faults, log, timeProvider, logger, stopping.Token);
        var app = Build(options.Port, pipeline);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            stopping.Dispose();
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"port {options.Port} on 127.0.0.1 can't be used: {e.Message}"), e);
        }

        var host = new ExchangeSimulatorHost(app, stopping, control, [.. exchange.Tapes.Select(t => t.Names.Pair)], logger);
        logger.ExchangeStarted(host.Url, string.Join(", ", host.Pairs));
        return host;
    }

    /// <summary>Closes the port and every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Control.CutSockets();
        await _app.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
        _logger.ExchangeStopped(Url);
    }

    private static WebApplication Build(int port, RequestPipeline pipeline)
    {
        // Empty: no configuration file or environment variable of the machine may affect the simulator.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });

        // The signals of the process belong to the program, not to a library in it.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var app = builder.Build();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(20), KeepAliveTimeout = TimeSpan.FromMinutes(1) });
        app.Run(pipeline.HandleAsync);
        return app;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
