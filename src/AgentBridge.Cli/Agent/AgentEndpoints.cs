using System.Net;
using System.Net.Sockets;
using AgentBridge.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentBridge.Cli;

/// <summary>The agent's endpoints: <c>GET /health</c>, <c>/ready</c> (JSON; 200 or 503) and <c>/metrics</c> (Prometheus). They read; nothing can be changed here.</summary>
internal sealed class AgentEndpoints : IAsyncDisposable
{
    private const int MostConnections = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly WebApplication? _app;
    private readonly AgentMetrics? _metrics;

    private AgentEndpoints(WebApplication? app, AgentMetrics? metrics) => (_app, _metrics) = (app, metrics);

    /// <summary>Starts them; they answer when this returns.</summary>
    /// <param name="address">Where; <see langword="null"/> starts nothing.</param>
    /// <param name="board">What they show.</param>
    /// <param name="streams">Where their address is printed.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="CliException">The address can't be used.</exception>
    public static async Task<AgentEndpoints> StartAsync(HttpAddress? address, AgentBoard board, AgentStreams streams, CancellationToken cancellationToken)
    {
        if (address is null)
        {
            return new(null, null);
        }

        var metrics = new AgentMetrics(board);
        var app = Build(address, board, metrics);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await app.DisposeAsync();
            metrics.Dispose();
            throw new CliException(ExitCodes.Unavailable, $"--http {new IPEndPoint(address.Address, address.Port)} can't be used: {exception.Message.TrimEnd('.')}; name another port", exception);
        }

        streams.Message(AgentLogLevel.Info, $"endpoints at {app.Urls.Single().TrimEnd('/')}: /health, /ready, /metrics");
        return new(app, metrics);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _metrics?.Dispose();
    }

    private static WebApplication Build(HttpAddress address, AgentBoard board, AgentMetrics metrics)
    {
        // Empty: no configuration file or environment variable of the machine may affect it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;

            // Who connects and sends nothing, or half a request, does not keep others away for long.
            kestrel.Limits.KeepAliveTimeout = Patience;
            kestrel.Limits.RequestHeadersTimeout = Patience;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(address.Address, address.Port);
        });

        // The signals of the process belong to the program, not to a library in it.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var app = builder.Build();
        app.Run(context => AnswerAsync(context, board, metrics));
        return app;
    }

    private static Task AnswerAsync(HttpContext context, AgentBoard board, AgentMetrics metrics)
    {
        var (request, response) = (context.Request, context.Response);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, HEAD";
            return Task.CompletedTask;
        }

        response.Headers.CacheControl = "no-store";
        switch (request.Path.Value)
        {
            case "/health":
                var health = board.Document();
                return WriteAsync(response, health.Healthy, health);
            case "/ready":
                var ready = board.Document();
                return WriteAsync(response, ready.Ready, ready);
            case "/metrics":
                response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
                return response.WriteAsync(metrics.Text());
            default:
                response.StatusCode = StatusCodes.Status404NotFound;
                response.ContentType = "text/plain; charset=utf-8";
                return response.WriteAsync("/health, /ready, /metrics\n");
        }
    }

    private static Task WriteAsync(HttpResponse response, bool isWell, AgentStatusDocument document)
    {
        response.StatusCode = isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "application/json; charset=utf-8";
        return response.WriteAsync(JsonOut.Text(document, DocumentJson.Default.AgentStatusDocument) + "\n");
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
