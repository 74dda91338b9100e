using System.Diagnostics;
using System.Globalization;
using AgentBridge.Cli;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;

namespace AgentBridge.Benchmarks;

/// <summary>
/// Runs strategy-bridge/bench/strategy_bench.py: each section once per Freqtrade, however many figures use it.
/// Its candles, exchange and redis-server are created for it and removed with it.
/// </summary>
internal sealed class StrategyBench(int runs) : IDisposable
{
    /// <summary>A year of 5m candles.</summary>
    public const int Candles = 105_120;

    // A backtest over a year takes half a minute on a quiet machine.
    private readonly int _runs = Math.Clamp(runs / 3, 1, 5);
    private const string RedisSource = "redis";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-bench-");
    private readonly Dictionary<(string Version, string Section), StrategySamples> _taken = [];
    private readonly Lazy<CandleSeries> _candles = new(() => GeneratedCandles.Create(new GeneratedCandlesOptions { Count = Candles }));
    private ExchangeSimulatorHost? _exchange;
    private RedisServerProcess? _redis;

    /// <summary>The sources whose callbacks are measured.</summary>
    public IReadOnlyList<string> Sources { get; } = RedisFigures.CanRun ? ["file", RedisSource] : ["file"];

    /// <summary>The measured hosts of C# in Python; the library compiled ahead of time is included once it is published.</summary>
    public static IReadOnlyList<string> Hosts { get; } = File.Exists(Library) ? ["hostfxr", "pythonnet", "native"] : ["hostfxr", "pythonnet"];

    private static string Library => Path.Combine(Checkout.Root, ".artifacts", "native", "publish", "AgentBridge.Native", "release_linux-x64", "AgentBridge.Native.so");

    /// <summary>The samples of a section, such as <c>import</c> or <c>callbacks redis</c>.</summary>
    public StrategySamples Take(FreqtradePython python, string section)
    {
        if (!_taken.TryGetValue((python.Version, section), out var samples))
        {
            samples = StrategySamples.Parse(Run(python, section.Split(' ')));
            _taken.Add((python.Version, section), samples);
        }

        return samples;
    }

    public void Dispose()
    {
        _exchange?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _redis?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Delete(recursive: true);
    }

    private string Run(FreqtradePython python, string[] section)
    {
        var script = Path.Combine(Checkout.Root, "strategy-bridge", "bench", "strategy_bench.py");
        string[] input = section[0] switch
        {
            "signals" => ["--candles", CandleFile(), "--assembly", Checkout.Output("AgentBridge.Native")],
            "backtests" => ["--candles", CandleFile(), "--assembly", Checkout.Output("AgentBridge.Native"), "--exchange", new Uri(Exchange().Url, "api/v3").AbsoluteUri],
            "hosts" => ["--candles", CandleFile(), "--assembly", Checkout.Output("AgentBridge.Native"), .. File.Exists(Library) ? ["--library", Library] : Array.Empty<string>()],
            "callbacks" when section is [_, RedisSource] => ["--source", RedisSource, "--redis-url", RedisUrl()],
            "callbacks" => ["--source", section[1]],
            _ => [],
        };
        var start = new ProcessStartInfo(python.Path, ["-B", script, section[0], "--runs", _runs.ToString(CultureInfo.InvariantCulture), .. input])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = _folder.FullName,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{python.Path} did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.TrimEnd().Split('\n')[^1]
            : throw new InvalidOperationException($"{script} {section[0]} failed on Freqtrade {python.Version}:\n{errors.GetAwaiter().GetResult()}");
    }

    private string CandleFile()
    {
        var path = Path.Combine(_folder.FullName, "candles.csv");
        if (!File.Exists(path))
        {
            using var writer = new CsvCandleWriter(File.Create(path));
            writer.Write(_candles.Value);
            writer.Flush();
        }

        return path;
    }

    private ExchangeSimulatorHost Exchange() => _exchange ??= ExchangeSimulatorHost
        .StartAsync(new ExchangeSimulatorOptions { Markets = [new SimulatedMarket { Candles = _candles.Value.Last(5_000) }] }, TimeProvider.System)
        .GetAwaiter().GetResult();

    private string RedisUrl()
    {
        _redis ??= RedisServerProcess.StartAsync(new RedisServerOptions { RunFolder = _folder.FullName, Password = "bench" }).GetAwaiter().GetResult();
        return FormattableString.Invariant($"redis://:{_redis.ChannelOptions.Password}@127.0.0.1:{_redis.Port}");
    }
}
