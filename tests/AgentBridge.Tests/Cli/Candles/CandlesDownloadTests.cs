using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;
using AgentBridge.Tests.ExchangeSimulator;
using AgentBridge.Tests.Exchanges;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>Downloads of several pairs, from the simulator, with faults of the exchange.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class CandlesDownloadTests : IAsyncLifetime, IDisposable
{
    private const int Candles = 6_000;

    private static readonly string[] Pairs = ["BTC/USDT", "ETH/USDT", "SOL/USDT"];

    private readonly BridgeCli _cli = new() { Clock = TimeProvider.System };
    private ExchangeSimulatorHost? _exchange;

    private SimulatorControl Control => _exchange!.Control;

    private string Url => _exchange!.Url.AbsoluteUri.TrimEnd('/');

    public async Task InitializeAsync()
    {
        var walk = TestCandles.Walk(seed: 5, Candles);
        _exchange = await ExchangeSimulatorHost.StartAsync(
            new ExchangeSimulatorOptions
            {
                Markets = [.. Pairs.Select(pair => new SimulatedMarket { Candles = CandleSeries.FromCandles(pair, walk.Timeframe, SomeCandles.ToList(walk)) })],
                LastClosedOpenMs = walk.OpenTimes[^100],
                CloseAtBoundaryWithin = TimeSpan.Zero,
            },
            TimeProvider.System);
    }

    public async Task DisposeAsync() => await _exchange!.DisposeAsync();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Download_SeveralPairs_IntoAFolderOverOneRequestLimit()
    {
        var result = await RunAsync("--pairs", string.Join(',', Pairs), "--out", "data", "--json");

        result.ExitCode.Should().Be(0, result.Error);
        result.Json().EnumerateArray().Select(file => file.GetProperty("symbol").GetString()).Should().Equal(Pairs);
        result.Json().EnumerateArray().Should().OnlyContain(file => file.GetProperty("candles").GetInt64() == Expected && file.GetProperty("format").GetString() == "feather");
        Directory.GetFiles(_cli.PathOf("data")).Select(Path.GetFileName).Should().BeEquivalentTo("BTC_USDT-5m.feather", "ETH_USDT-5m.feather", "SOL_USDT-5m.feather");
        var klines = Control.Requests.Where(request => request.Path.EndsWith("klines", StringComparison.Ordinal)).ToList();
        klines.Should().HaveCountGreaterThanOrEqualTo(3 * 6);
    }

    [Theory]
    [InlineData(429, 1)]
    [InlineData(418, 1)]
    [InlineData(503, null)]
    [InlineData(500, null)]
    public async Task Download_ExchangeThatStops_IsWaitedForAndTheFileIsTheSame(int status, int? retryAfter)
    {
        await RunAsync("--symbol", "BTC/USDT", "--out", "whole.csv");
        Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Status, Status = status, RetryAfterSec = retryAfter, Count = 3, PathPrefix = "/api/v3/klines" });
        Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Drop, Count = 2, PathPrefix = "/api/v3/klines" });

        var result = await RunAsync("--pairs", "BTC/USDT,ETH/USDT", "--out", "data", "--format", "csv");

        result.ExitCode.Should().Be(0, result.Error);
        Control.Faults.Should().BeEmpty();
        foreach (var pair in new[] { "BTC", "ETH" })
        {
            (await File.ReadAllBytesAsync(_cli.PathOf("data", pair + "_USDT-5m.csv"))).Should().Equal(await File.ReadAllBytesAsync(_cli.PathOf("whole.csv")));
        }
    }

    [Fact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Download_ExchangeThatIsDownForLongerThanItsRetries_IsAskedAgain()
    {
        await RunAsync("--symbol", "BTC/USDT", "--out", "whole.csv");
        Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Status, Status = 503, Count = 8, PathPrefix = "/api/v3/klines" });

        var result = await RunAsync("--symbol", "BTC/USDT", "--out", "a.feather");

        result.ExitCode.Should().Be(0, result.Error);
        result.Error.Should().Contain("BTC/USDT 5m: ").And.Contain("status 503").And.Contain("asked again in 5 s");
        CandleFile.ReadRows(_cli.PathOf("a.feather")).Count.Should().Be(CandleFile.ReadRows(_cli.PathOf("whole.csv")).Count);
    }

    [Fact]
    public async Task Download_StopLongerThanTheLimit_FailsAndTheNextRunResumes()
    {
        await RunAsync("--symbol", "BTC/USDT", "--out", "whole.json");
        await RunAsync("--symbol", "BTC/USDT", "--out", "a.json", "--to", CandleTime.ToText(First + (2_500 * SomeCandles.Step)));
        Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Status, Status = 418, RetryAfterSec = 7_200, PathPrefix = "/api/v3/klines" });

        var stopped = await RunAsync("--symbol", "BTC/USDT", "--out", "a.json", "--max-wait", "60");
        var before = CandleFile.ReadRows(_cli.PathOf("a.json")).Count;
        Control.ClearFaults();
        var result = await RunAsync("--symbol", "BTC/USDT", "--out", "a.json", "--json");

        stopped.SingleComplaint(exitCode: 3).Should().Contain("7200 s");
        before.Should().Be(2_500);
        result.Json().GetProperty("added").GetInt64().Should().Be(Expected - 2_500);
        (await File.ReadAllBytesAsync(_cli.PathOf("a.json"))).Should().Equal(await File.ReadAllBytesAsync(_cli.PathOf("whole.json")));
    }

    [Fact]
    public async Task Download_APairThatTheExchangeDoesNotHave_DoesNotStopTheOthers()
    {
        var result = await RunAsync("--pairs", "BTC/USDT,NO/SUCH,ETH/USDT", "--out", "data", "--json");

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain("bridge: NO/SUCH: ").And.Contain("Invalid symbol");
        result.Json().EnumerateArray().Select(file => file.TryGetProperty("error", out _)).Should().Equal(false, true, false);
        result.Json()[1].GetProperty("symbol").GetString().Should().Be("NO/SUCH");
        Directory.GetFiles(_cli.PathOf("data")).Should().HaveCount(2);
    }

    [Theory]
    [InlineData("--pairs BTC/USDT,ETH/USDT --out a.csv", "name a folder")]
    [InlineData("--pairs BTC/USDT,BTC/USDT --out data", "there twice")]
    [InlineData("--pairs btc --out data", "not a pair")]
    [InlineData("--pairs BTC/USDT --symbol ETH/USDT --out data", "give one of them")]
    [InlineData("--symbol BTC/USDT --out a.txt", "--format")]
    [InlineData("--symbol BTC/USDT --out a.csv --max-wait -1", "--max-wait")]
    public async Task Download_Refused_OneLineAndExit2(string arguments, string complaint)
    {
        (await RunAsync(arguments.Split(' '))).SingleComplaint(exitCode: 2).Should().Contain(complaint);

        Directory.GetFiles(_cli.Folder).Should().BeEmpty();
    }

    /// <summary>Killed in the middle of a page, over and over: each run resumes behind what was flushed, and the files are those of a run without a stop.</summary>
    [SkippableTheory]
    [Trait(Cost.Key, Cost.Long)]
    [InlineData("csv")]
    [InlineData("feather")]
    [InlineData("json.gz")]
    public async Task Download_KilledAgainAndAgain_ResumesAndEndsWithTheSameFiles(string format)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "kills processes by signal");
        await RunAsync("--pairs", string.Join(',', Pairs), "--out", "whole", "--format", format);
        Control.AddFault(new SimulatedFault { Kind = SimulatedFaultKind.Delay, Delay = TimeSpan.FromMilliseconds(200), PathPrefix = "/api/v3/klines" });
        var line = $"exec $BRIDGE candles download --pairs {string.Join(',', Pairs)} --timeframe 5m --from {CandleTime.ToText(First)} --to {CandleTime.ToText(Last + SomeCandles.Step)} --exchange {Url} --out data --format {format}";
        var (kills, flushed) = (0, 0L);
        while (kills < 8)
        {
            var info = BridgeProcess.Bash(_cli.Folder, line);
            info.Environment["BRIDGE"] = $"{BridgeProcess.Dotnet} exec {BridgeProcess.Program}";
            using var process = System.Diagnostics.Process.Start(info)!;
            process.StandardInput.Close();
            var before = Flushed();
            while (!process.HasExited && Flushed() <= before)
            {
                await Task.Delay(20);
            }

            if (process.HasExited)
            {
                break;
            }

            process.Kill();
            await process.WaitForExitAsync();
            kills++;
            Flushed().Should().BeGreaterThanOrEqualTo(flushed, "nothing that was flushed is lost");
            flushed = Flushed();
        }

        Control.ClearFaults();
        var result = await RunAsync("--pairs", string.Join(',', Pairs), "--out", "data", "--format", format, "--json");

        kills.Should().BeGreaterThan(2);
        result.ExitCode.Should().Be(0, result.Error);
        foreach (var file in Directory.GetFiles(_cli.PathOf("whole")))
        {
            (await File.ReadAllBytesAsync(_cli.PathOf("data", Path.GetFileName(file)))).Should().Equal(await File.ReadAllBytesAsync(file));
        }

        Directory.GetFiles(_cli.PathOf("data")).Should().HaveCount(Pairs.Length, "no part is left");
    }

    private static long Expected => Candles - 99;

    private long Shift => (long)Control.Shift.TotalMilliseconds;

    private long First => TestCandles.ExampleOpenMs + Shift;

    private long Last => First + ((Expected - 1) * SomeCandles.Step);

    /// <summary>Bytes of candles that are on the disk; a file that was written whole counts for as much as its part can ever have.</summary>
    private long Flushed() => Directory.Exists(_cli.PathOf("data"))
        ? Directory.GetFiles(_cli.PathOf("data")).GroupBy(file => Path.GetFileName(file).Split('-')[0], StringComparer.Ordinal)
            .Sum(files => files.Max(file => file.EndsWith(".csv", StringComparison.Ordinal) ? new FileInfo(file).Length : file.EndsWith(".tmp", StringComparison.Ordinal) ? 0 : 10_000_000))
        : 0;

    private Task<CliResult> RunAsync(params string[] more)
    {
        string[] to = more.Contains("--to") ? [] : ["--to", CandleTime.ToText(Last + SomeCandles.Step)];
        return _cli.RunAsync(["candles", "download", "--exchange", Url, "--timeframe", "5m", "--from", CandleTime.ToText(First), .. to, .. more]);
    }
}
