using System.Diagnostics;
using System.Globalization;
using AgentBridge.Redis;

namespace AgentBridge.Benchmarks;

/// <summary>redis-benchmark, Redis's own measure of itself.</summary>
/// <param name="PerSecond">Commands a second.</param>
/// <param name="P50Us">The median latency, in microseconds.</param>
/// <param name="P99Us">The 99th percentile, in microseconds.</param>
internal sealed record RedisBenchmark(double PerSecond, double P50Us, double P99Us)
{
    private const string Program = "redis-benchmark";

    public static bool CanRun { get; } = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program)));

    public static RedisBenchmark Run(RedisServerProcess server, int commands, int inFlight)
    {
        string[] arguments =
        [
            "-h", "127.0.0.1", "-p", Text(server.Port), "-a", server.ChannelOptions.Password!, "-c", "1", "-n", Text(commands), "-P", Text(inFlight), "-d", "430", "-t", "lpush", "--csv",
        ];
        using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })
            ?? throw new InvalidOperationException("redis-benchmark did not start.");
        _ = process.StandardError.ReadToEndAsync();
        var row = process.StandardOutput.ReadToEnd().Split('\n').First(l => l.StartsWith("\"LPUSH", StringComparison.Ordinal)).Split(',');
        process.WaitForExit();

        // "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
        double Cell(int i) => double.Parse(row[i].Trim('"'), CultureInfo.InvariantCulture);
        return new RedisBenchmark(Cell(1), Cell(4) * 1000, Cell(6) * 1000);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
