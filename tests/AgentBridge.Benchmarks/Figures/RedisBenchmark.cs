using System.Diagnostics;
using System.Globalization;
using System.Text;
using AgentBridge.Cli;
using AgentBridge.Schema;
using StackExchange.Redis;

namespace AgentBridge.Benchmarks;

/// <summary>redis-benchmark, Redis's own benchmark, with the script and the arguments of a publication.</summary>
/// <param name="PerSecond">Commands a second.</param>
/// <param name="P50Us">The median latency, in microseconds.</param>
/// <param name="P99Us">The 99th percentile, in microseconds.</param>
internal sealed record RedisBenchmark(double PerSecond, double P50Us, double P99Us)
{
    private const string Program = "redis-benchmark";

    public static bool CanRun { get; } = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program)));

    public static RedisBenchmark Run(RedisServerProcess server, string script, ApprovedSignal signal, int commands, int inFlight)
    {
        var options = server.ChannelOptions;
        string[] arguments =
        [
            "-h", "127.0.0.1", "-p", Text(server.Port), "-a", options.Password!, "-c", "1", "-n", Text(commands), "-P", Text(inFlight), "--csv",

            // A new decision each time; otherwise it would be a duplicate.
            "-r", "1000000000", "EVALSHA", script, "2", options.ListName, $"{{{options.ListName}}}:id:8d6a6e47-9dae-5ba4-b54f-__rand_int__",
            signal.Sha256, Encoding.UTF8.GetString(signal.CanonicalBytes.Span), Text(options.MaxSignals - 1), options.WakeChannel, signal.Signal.DecisionId.ToString("D"),
        ];
        using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })
            ?? throw new InvalidOperationException("redis-benchmark did not start.");
        _ = process.StandardError.ReadToEndAsync();
        var row = process.StandardOutput.ReadToEnd().Split('\n').Last(l => l.Length > 0).Split("\",\"");
        process.WaitForExit();

        // "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
        double Cell(int fromEnd) => double.Parse(row[^fromEnd].Trim('"', '\r'), CultureInfo.InvariantCulture);
        return new RedisBenchmark(Cell(7), Cell(4) * 1000, Cell(2) * 1000);
    }

    /// <summary>The name of the script that a channel sent last, so that the comparison uses what is really sent.</summary>
    public static string LastScript(RedisServerProcess server, Action publish)
    {
        using var admin = Connect(server);
        var database = admin.GetDatabase();
        _ = database.Execute("CONFIG", "SET", "slowlog-log-slower-than", "0");
        publish();
        _ = database.Execute("CONFIG", "SET", "slowlog-log-slower-than", "-1");
        foreach (var entry in (RedisResult[])database.Execute("SLOWLOG", "GET", "128")!)
        {
            var words = (string[])entry[3]!;
            if (string.Equals(words[0], "EVALSHA", StringComparison.OrdinalIgnoreCase))
            {
                return words[1];
            }
        }

        throw new InvalidOperationException("The channel sent no EVALSHA.");
    }

    /// <summary>Removes every key, ids included; the scripts stay.</summary>
    public static void ForgetAll(RedisServerProcess server)
    {
        using var admin = Connect(server);
        _ = admin.GetDatabase().Execute("FLUSHALL", "SYNC");
    }

    private static ConnectionMultiplexer Connect(RedisServerProcess server) =>
        ConnectionMultiplexer.Connect(new ConfigurationOptions { EndPoints = { { "127.0.0.1", server.Port } }, Password = server.ChannelOptions.Password, AllowAdmin = true });

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
