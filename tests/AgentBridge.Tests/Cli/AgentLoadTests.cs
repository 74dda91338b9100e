using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Tests.Support;
using Xunit.Abstractions;
using RedisServer = AgentBridge.Tests.Transport.Redis;

namespace AgentBridge.Tests.Cli;

/// <summary>
/// What the agent costs: a hundred pairs at real closes, and a market day with a clock that runs faster. Asserted is that everything is decided; the figures
/// are printed and kept in .artifacts/agent-load.txt, for docs/bench.md.
/// </summary>
[Trait(Cost.Key, Cost.Long)]
public sealed class AgentLoadTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Results = ["SIGNAL", "NO_TRADE", "DENIED"];

    private readonly BridgeCli _cli = new();

    [SkippableFact]
    public async Task Close_HundredPairsOfOneMinute_AllAreDecidedAndPublished()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        const int Pairs = 100;
        const int Closes = 4;
        await using var redis = await RedisServer.StartAsync();
        var pairs = Markets(Pairs, candles: 1_300);
        using var exchange = Start("simulate.txt", [BridgeProcess.Program, "simulate", .. pairs.SelectMany(p => new[] { "--candles", $"{p}={FileOf(p)}" }), "--timeframe", "1m", "--tick-size", "0.01"]);
        using var agent = Start("agent.txt",
        [
            BridgeProcess.Program, "agent", "--pairs", string.Join(',', pairs), "--timeframe", "1m", "--exchange", await FirstLineAsync("simulate.txt"), "--json",
            "--redis", FormattableString.Invariant($"redis://:{Uri.EscapeDataString(RedisServer.Secret)}@127.0.0.1:{redis.Server.Port}/0"), "--param", "high_lookback=3", "--param", "low_lookback=3", "--http", "0",
        ]);

        var closes = new List<string>();
        var (cpu, at) = (TimeSpan.Zero, Stopwatch.GetTimestamp());
        while (closes.Count < Closes + 1)
        {
            await Task.Delay(500);
            var byClose = Decided("agent.txt").GroupBy(d => d.Close, StringComparer.Ordinal).Where(g => g.Count() == Pairs && !closes.Contains(g.Key, StringComparer.Ordinal)).ToList();
            foreach (var close in byClose)
            {
                closes.Add(close.Key);
                agent.Refresh();
                var (used, now) = (agent.TotalProcessorTime, Stopwatch.GetTimestamp());
                var load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
                if (closes.Count > 1)
                {
                    Tell(string.Create(CultureInfo.InvariantCulture, $"close {close.Key}: {Pairs} decided and {close.Count(d => d.IsSignal)} published, last {close.Max(d => d.Late).TotalSeconds:0.000} s after it, median {close.OrderBy(d => d.Late).ElementAt(Pairs / 2).Late.TotalSeconds:0.000} s; RSS {agent.WorkingSet64 / 1e6:0} MB; {(used - cpu) / Stopwatch.GetElapsedTime(at, now) * 60:0.000} CPU s a minute; load {load}"));
                }

                (cpu, at) = (used, now);
            }

            agent.HasExited.Should().BeFalse(await File.ReadAllTextAsync(_cli.PathOf("agent.txt.err")));
        }

        await StopAsync(agent);
        await StopAsync(exchange);
        var last = Decided("agent.txt").Where(d => string.Equals(d.Close, closes[^1], StringComparison.Ordinal)).ToList();
        last.Select(d => d.Symbol).Should().BeEquivalentTo(pairs);
        last.Should().OnlyContain(d => Results.Contains(d.Result, StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Day_WithAClockThatRunsFaster_EveryCandleOfEveryPairIsDecided()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        const int Pairs = 20;
        const int Hours = 24;
        var speed = double.Parse(Environment.GetEnvironmentVariable("AB_SOAK_SPEED") ?? "120", CultureInfo.InvariantCulture);
        _cli.UseFileChannel();
        _cli.Environment["STRATEGY_TIMEOUT_MS"] = "60000";
        var pairs = Markets(Pairs, candles: 1_000 + (Hours * 60) + 120);
        var fast = Repository.PathOf(".artifacts", "bin", "AgentBridge.FastClock", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/', '\\')), "AgentBridge.FastClock.dll");
        string[] clock = [fast, speed.ToString(CultureInfo.InvariantCulture), TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)];
        using var exchange = Start("simulate.txt", [.. clock, "simulate", .. pairs.SelectMany(p => new[] { "--candles", $"{p}={FileOf(p)}" }), "--timeframe", "1m", "--tick-size", "0.01"]);
        using var agent = Start("agent.txt",
            [.. clock, "agent", "--pairs", string.Join(',', pairs), "--timeframe", "1m", "--exchange", await FirstLineAsync("simulate.txt"), "--json", "--param", "high_lookback=3", "--param", "low_lookback=3", "--http", "0"]);

        var samples = new List<(double Hour, double Megabytes)>();
        var begun = Stopwatch.GetTimestamp();
        while (samples.Count == 0 || samples[^1].Hour < Hours)
        {
            await Task.Delay(TimeSpan.FromSeconds(900 / speed));
            agent.Refresh();
            agent.HasExited.Should().BeFalse(await File.ReadAllTextAsync(_cli.PathOf("agent.txt.err")));
            samples.Add((Stopwatch.GetElapsedTime(begun).TotalHours * speed, agent.WorkingSet64 / 1e6));
        }

        var processor = agent.TotalProcessorTime;
        await StopAsync(agent);
        await StopAsync(exchange);
        foreach (var sample in samples.Where((_, i) => i % 8 == 0).Append(samples[^1]))
        {
            Tell(string.Create(CultureInfo.InvariantCulture, $"hour {sample.Hour,5:0.0}: RSS {sample.Megabytes:0.0} MB"));
        }

        var decided = Decided("agent.txt").ToList();
        var later = samples.Where(s => s.Hour >= Hours / 4.0).ToList();
        Tell(string.Create(CultureInfo.InvariantCulture, $"{Pairs} pairs, {Hours} market hours at {speed} times the speed: {decided.Count} candles decided, {decided.Count(d => d.IsSignal)} published; RSS slope from hour {Hours / 4} on {Slope(later):+0.000;-0.000} MB an hour; {processor.TotalSeconds:0.0} CPU s"));
        foreach (var pair in pairs)
        {
            var candles = decided.Where(d => string.Equals(d.Symbol, pair, StringComparison.Ordinal)).Select(d => d.Close).ToList();
            candles.Should().OnlyHaveUniqueItems(pair).And.HaveCountGreaterThan(Hours * 60 * 9 / 10, "a machine that is busy for a moment may cost a candle, not the agent");
        }
    }

    public void Dispose() => _cli.Dispose();

    /// <summary>The slope of the least squares line.</summary>
    private static double Slope(IReadOnlyCollection<(double Hour, double Megabytes)> samples)
    {
        var (hour, megabytes) = (samples.Average(s => s.Hour), samples.Average(s => s.Megabytes));
        return samples.Sum(s => (s.Hour - hour) * (s.Megabytes - megabytes)) / samples.Sum(s => (s.Hour - hour) * (s.Hour - hour));
    }

    private static string FileOf(string pair) => pair.Replace('/', '_') + "-1m.csv";

    private static async Task StopAsync(Process process)
    {
        RedisServer.Send(process.Id, "TERM");
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        process.ExitCode.Should().Be(0);
    }

    private string[] Markets(int count, int candles)
    {
        string[] pairs = [.. Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"P{i:000}/USDT"))];
        foreach (var (pair, i) in pairs.Select((pair, i) => (pair, i)))
        {
            _cli.WriteCandles(GeneratedCandles.Create(new() { Count = candles, Seed = i + 1, Symbol = pair, Timeframe = Timeframe.Parse("1m"), StartPrice = 100 + i }), FileOf(pair));
        }

        return pairs;
    }

    private void Tell(string line)
    {
        output.WriteLine(line);
        File.AppendAllText(Repository.PathOf(".artifacts", "agent-load.txt"), line + "\n");
    }

    private Process Start(string file, string[] arguments)
    {
        // A shell that becomes the program, so that its id is the program's.
        var info = new ProcessStartInfo("/bin/bash", ["-c", "exec \"$@\" >\"$0\" 2>\"$0.err\"", _cli.PathOf(file), BridgeProcess.Dotnet, .. arguments]) { WorkingDirectory = _cli.Folder };
        foreach (var (key, value) in _cli.Environment)
        {
            info.Environment[key] = value;
        }

        return Process.Start(info)!;
    }

    private async Task<string> FirstLineAsync(string file)
    {
        for (var i = 0; i < 1_200; i++)
        {
            if (File.Exists(_cli.PathOf(file)) && (await File.ReadAllTextAsync(_cli.PathOf(file))) is { Length: > 0 } text && text.Contains('\n', StringComparison.Ordinal))
            {
                return text[..text.IndexOf('\n', StringComparison.Ordinal)];
            }

            await Task.Delay(100);
        }

        throw new TimeoutException(await File.ReadAllTextAsync(_cli.PathOf(file + ".err")));
    }

    private IEnumerable<DecidedCandle> Decided(string file)
    {
        using var reader = new StreamReader(new FileStream(_cli.PathOf(file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        foreach (var line in reader.ReadToEnd().Split('\n')[..^1])
        {
            var document = JsonDocument.Parse(line).RootElement;
            var close = document.GetProperty("candle_close").GetDateTimeOffset();
            yield return new(document.GetProperty("symbol").GetString()!, document.GetProperty("candle_close").GetString()!, document.GetProperty("result").GetString()!, document.GetProperty("at").GetDateTimeOffset() - close);
        }
    }

    private sealed record DecidedCandle(string Symbol, string Close, string Result, TimeSpan Late)
    {
        public bool IsSignal => string.Equals(Result, "SIGNAL", StringComparison.Ordinal);
    }
}
