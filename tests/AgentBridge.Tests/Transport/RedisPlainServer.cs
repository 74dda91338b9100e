using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AgentBridge.Cli;
using AgentBridge.Redis;

namespace AgentBridge.Tests.Transport;

/// <summary>A redis-server with the options of a test, accessed through redis-cli.</summary>
internal sealed class RedisPlainServer : IAsyncDisposable
{
    private const int BusOffset = 10_000;

    private static int _ports;

    private readonly Process _process;
    private readonly string _folder;

    private RedisPlainServer(Process process, int port, string folder) => (_process, Port, _folder) = (process, port, folder);

    public int Port { get; }

    public RedisOptions Options => new() { Port = Port, Timeout = TimeSpan.FromSeconds(15) };

    public static async Task<RedisPlainServer> StartAsync(params string[] options)
    {
        Skip.IfNot(RedisServerProcess.TryFind(out var program), "redis-server is not installed");
        for (var attempt = 1; ; attempt++)
        {
            var folder = Directory.CreateTempSubdirectory("bridge redis ").FullName;
            var port = FreePort();
            string[] arguments = [.. options.TakeWhile(o => o[0] != '-'), "--port", Text(port), "--bind", "127.0.0.1", "-::1", "--save", "", "--dir", folder, .. options.SkipWhile(o => o[0] != '-')];
            var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            _ = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            var server = new RedisPlainServer(process, port, folder);
            while (!process.HasExited)
            {
                if ((await server.TryAskAsync("INFO", "server")).Contains(FormattableString.Invariant($"process_id:{process.Id}\r"), StringComparison.Ordinal))
                {
                    return server;
                }

                await Task.Delay(20);
            }

            // Another process took the port, or that of the cluster bus, between our check and the server's start.
            await server.DisposeAsync();
            attempt.Should().BeLessThan(20, "redis-server must start");
        }
    }

    /// <summary>One command; an error from the server fails the test.</summary>
    public async Task<string> AskAsync(params string[] words)
    {
        var answer = await TryAskAsync(words);
        answer.Should().NotMatchRegex("^[A-Z]+ [^\r\n]*\n?$|^\\(error\\)", "{0} must be taken", string.Join(' ', words));
        return answer.TrimEnd('\n');
    }

    public async Task<string> TryAskAsync(params string[] words)
    {
        using var cli = Process.Start(new ProcessStartInfo("redis-cli", ["-p", Text(Port), .. words]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = cli.StandardError.ReadToEndAsync();
        var output = await cli.StandardOutput.ReadToEndAsync();
        await cli.WaitForExitAsync();
        return output + await error;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A port whose cluster bus port is free, too.</summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = 15_000 + ((Environment.ProcessId + (Interlocked.Increment(ref _ports) * 7)) % 15_000);
            try
            {
                using var client = new TcpListener(IPAddress.Loopback, port);
                using var bus = new TcpListener(IPAddress.Loopback, port + BusOffset);
                client.Start();
                bus.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: try another one.
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
