using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AgentBridge.Redis;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>
/// A private redis-server: on 127.0.0.1 only, with a password, nothing kept on disk. It ends with
/// <see cref="DisposeAsync"/>, and on Linux also when this process dies in any way.
/// </summary>
public sealed class RedisServerProcess : IAsyncDisposable
{
    private const int PortAttempts = 5;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly RedisServerOptions _options;

    private RedisServerProcess(Process process, RedisServerOptions options, int port)
    {
        _process = process;
        _options = options;
        Port = port;
        ProcessId = process.Id;
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The server's process id.</summary>
    public int ProcessId { get; }

    /// <summary>Whether the server has ended, by whatever cause.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The options with which a channel reaches this server.</summary>
    public RedisOptions ChannelOptions => new() { Port = Port, Password = _options.Password };

    /// <summary>Looks for redis-server on the PATH.</summary>
    /// <param name="path">Its path; <see langword="null"/> if there is none.</param>
    public static bool TryFind([NotNullWhen(true)] out string? path)
    {
        path = Executables.Find("redis-server");
        return path is not null;
    }

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Ends the wait and the server.</param>
    /// <exception cref="TransportException">There is no redis-server, or it did not start; one line says why.</exception>
    /// <exception cref="Schema.OptionsException">An option is out of range.</exception>
    public static async Task<RedisServerProcess> StartAsync(RedisServerOptions options, CancellationToken cancellationToken = default)
    {
        _ = RedisServerOptions.Model.Check(options);
        if (!TryFind(out var path))
        {
            throw new TransportException("redis-server is not on the PATH: install it, or use TRANSPORT=file");
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.StartTimeout);
        for (var attempt = 1; ; attempt++)
        {
            var port = options.Port == 0 ? FreePort() : options.Port;
            var server = await LaunchAsync(path, options, port).ConfigureAwait(false);
            try
            {
                await server.WaitUntilItAnswersAsync(deadline.Token).ConfigureAwait(false);
                return server;
            }
            catch (TransportException) when (options.Port == 0 && attempt < PortAttempts && server.HasLogged("Address already in use"))
            {
                // Another process took the port between our check and the server's bind: try another one.
                await server.DisposeAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                await server.DisposeAsync().ConfigureAwait(false);
                throw new TransportException(string.Create(CultureInfo.InvariantCulture, $"redis-server did not answer within {options.StartTimeout.TotalSeconds:0.#} s: {server.LastWords()}"));
            }
            catch
            {
                await server.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Ends the server: asks first, kills it after the grace (a stopped or stalled one too).</summary>
    public async ValueTask DisposeAsync() => await ChildProcess.StopAsync(_process, _options.StopGrace).ConfigureAwait(false);

    private static async Task<RedisServerProcess> LaunchAsync(string path, RedisServerOptions options, int port)
    {
        try
        {
            _ = Directory.CreateDirectory(options.RunFolder);
            File.Delete(LogFile(options));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new TransportException($"redis-server's folder {options.RunFolder} can't be used: {failure.Message}", failure);
        }

        var process = await ChildProcess.StartAsync(path, ["-"]).ConfigureAwait(false);
        var server = new RedisServerProcess(process, options, port);
        try
        {
            await process.StandardInput.WriteAsync(ServerConfiguration.Text(options, port, LogFile(options))).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read its settings; the wait that follows reports why.
        }

        return server;
    }

    private async Task WaitUntilItAnswersAsync(CancellationToken deadline)
    {
        while (!await ServerProbe.IsProcessAsync(Port, _options.Password, ProcessId, deadline).ConfigureAwait(false))
        {
            if (_process.HasExited)
            {
                throw new TransportException($"redis-server did not start: {LastWords()}");
            }

            await Task.Delay(Poll, deadline).ConfigureAwait(false);
        }
    }

    private bool HasLogged(string words) => LogLines().Any(line => line.Contains(words, StringComparison.OrdinalIgnoreCase));

    private string LastWords() => LogLines().LastOrDefault(line => line.Length > 0) ?? "it left no message";

    private string[] LogLines()
    {
        try
        {
            return File.ReadAllLines(LogFile(_options));
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string LogFile(RedisServerOptions options) => Path.Combine(Path.GetFullPath(options.RunFolder), "redis.log");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
