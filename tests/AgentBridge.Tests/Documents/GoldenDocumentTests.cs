using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using AgentBridge.Cli;
using AgentBridge.Engine;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Exchanges;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;
using AgentBridge.Tests.Transport;
using Microsoft.Extensions.Time.Testing;

namespace AgentBridge.Tests.Documents;

/// <summary>The document of every command with --json, byte by byte: names, order, number formats, nulls, the final newline.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed partial class GoldenDocumentTests : IDisposable
{
    private static readonly DateTimeOffset JustClosed = CliCandles.Close.AddSeconds(3);

    // It does not move, so that every measured time is zero.
    private readonly BridgeCli _cli = new() { Clock = new FakeTimeProvider(JustClosed) };

    public GoldenDocumentTests()
    {
        _cli.UseFileChannel();
        _cli.WriteCandles(CliCandles.Breakout, "breakout.csv");
    }

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("run-cycle-signal", 0, "run-cycle --candles breakout.csv")]
    [InlineData("run-cycle-no-trade", 0, "run-cycle --candles quiet.csv")]
    [InlineData("run-cycle-denied", 1, "run-cycle --candles denied.csv")]
    [InlineData("run-cycle-feed-missing", 0, "run-cycle --strategy led-breakout --candles ETH/USDT=breakout.csv --candles BTC/USDT=early.csv")]
    [InlineData("run-cycle-tick", 0, "run-cycle --candles quiet.csv --tick 0.00000001")]
    public async Task RunCycle(string name, int exit, string line)
    {
        _cli.WriteCandles(CliCandles.Quiet, "quiet.csv");
        _cli.WriteCandles(CliCandles.Denied, "denied.csv");
        _cli.WriteCandles(CliCandles.Breakout.Prefix(39), "early.csv");

        await IsGoldenAsync(name, exit, line);
    }

    [Theory]
    [InlineData("generate", 0, "generate --candles sample.csv --out o.jsonl")]
    [InlineData("generate-raw", 0, "generate --candles sample.csv --out o.jsonl --no-risk --tick 0.0000001")]
    [InlineData("generate-none", 0, "generate --candles quiet.csv --out o.jsonl")]
    public async Task Generate(string name, int exit, string line)
    {
        _cli.Clock = new FakeTimeProvider(CliCandles.Close.AddDays(30));
        _cli.WriteCandles(CliCandles.Generated(1_000), "sample.csv");
        _cli.WriteCandles(CliCandles.Quiet, "quiet.csv");

        await IsGoldenAsync(name, exit, line);
    }

    [Theory]
    [InlineData("strategies", 0, "strategies")]
    [InlineData("strategies-one", 0, "strategies ema-cross --timeframe 15m")]
    [InlineData("strategies-check", 0, "strategies check breakout --candles sample.csv")]
    [InlineData("indicators-one", 0, "indicators ema --param period=7")]
    [InlineData("indicators-values", 0, "indicators ema --param period=7 --candles sample.csv --out o.csv")]
    public async Task Strategies(string name, int exit, string line)
    {
        _cli.Clock = new FakeTimeProvider(CliCandles.Close.AddDays(30));
        _cli.WriteCandles(CliCandles.Generated(1_000), "sample.csv");

        await IsGoldenAsync(name, exit, line);
    }

    [Theory]
    [InlineData("validate-valid", 0, "validate signal.json")]
    [InlineData("validate-mixed", 1, "validate signal.json bad.json mixed.jsonl")]
    public async Task Validate(string name, int exit, string line)
    {
        _cli.Write("signal.json", SignalText.Example);
        _cli.Write("bad.json", SignalText.Example.Replace("\"long\"", "\"up\"", StringComparison.Ordinal));
        _cli.Write("mixed.jsonl", $"{SignalText.Example}\n{{\"<é+>\":1}}\n{SignalText.Example}\n");

        await IsGoldenAsync(name, exit, line);
    }

    [Theory]
    [InlineData("candles-check-clean", 0, "candles check breakout.csv")]
    [InlineData("candles-check-gap", 1, "candles check gap.csv")]
    [InlineData("candles-check-findings", 1, "candles check faulty.csv")]
    [InlineData("candles-check-empty", 1, "candles check impossible.csv --timeframe 5m")]
    public async Task CandlesCheck(string name, int exit, string line)
    {
        _cli.Clock = new FakeTimeProvider(CliCandles.Close.AddDays(30));
        _cli.Write("faulty.csv", """
            timestamp,open,high,low,close,volume
            1748779200000,1,1,1,1,1
            1748779500000,1,1,1,1,1
            1748780100000,1,1,1,1,1
            1748780100000,1,2,1,1,1
            1748780100000,1,1,1,1,1
            1748779800000,1,1,1,1,1
            1748780400001,1,1,1,1,1
            1748780700000,1,1,2,1,1

            """);
        var run = SomeCandles.Run(5).ToList();
        run.RemoveAt(2);
        _cli.Write("gap.csv", "timestamp,open,high,low,close,volume\n" + string.Concat(run.Select(c => FormattableString.Invariant($"{c.OpenTimeMs},{c.Open},{c.High},{c.Low},{c.Close},{c.Volume}\n"))));
        _cli.Write("impossible.csv", "timestamp,open,high,low,close,volume\n1748779200001,1,1,2,1,1\n");

        await IsGoldenAsync(name, exit, line);
    }

    [Theory]
    [InlineData("candles-info", 0, "candles info BTC_USDT-5m.csv")]
    [InlineData("candles-info-failed", 2, "candles info BTC_USDT-5m.csv none.csv")]
    [InlineData("candles-convert", 0, "candles convert BTC_USDT-5m.csv --out o.json")]
    [InlineData("candles-convert-failed", 2, "candles convert BTC_USDT-5m.csv none.csv --out o.csv")]
    [InlineData("candles-resample", 0, "candles resample BTC_USDT-5m.csv --timeframe 15m --out o.csv")]
    public async Task CandleFiles(string name, int exit, string line)
    {
        _cli.Clock = new FakeTimeProvider(CliCandles.Close.AddDays(30));
        _cli.WriteCandles(TestCandles.Series(SomeCandles.Run(20).Where((_, i) => i is not (7 or 8))), "BTC_USDT-5m.csv");

        await IsGoldenAsync(name, exit, line);
    }

    [Fact]
    public async Task CandlesDownload()
    {
        // Requests are spaced by the clock, which advances by each wait.
        _cli.Clock = new AgentTime(JustClosed);
        await using var exchange = await FakeBinance.StartAsync();
        exchange.FillTo(30);

        await IsGoldenAsync("candles-download", 0, $"candles download --exchange {exchange.Url} --from 2025-06-01T12:00:00Z --to 2025-06-01T13:00:00Z --out d.csv");
        await IsGoldenAsync("candles-download-pairs", 2, $"candles download --exchange {exchange.Url} --pairs BTC/USDT,NO/SUCH --from 2025-06-01T12:00:00Z --to 2025-06-01T13:00:00Z --out data --format json");
    }

    [Fact]
    public async Task PublishFetchAndWhy()
    {
        _cli.Clock = new FakeTimeProvider(TransportClock.Noon);
        var id = SignalText.Signal.DecisionId.ToString();
        _cli.Write("signal.json", SignalText.Example);
        _cli.Write("other.json", SignalText.Of(SignalText.Signal with { Confidence = 0.5 }));
        _cli.Write("bad.json", "{");

        await IsGoldenAsync("publish-published", 0, "publish signal.json");
        await IsGoldenAsync("publish-duplicate", 0, "publish signal.json");
        await IsGoldenAsync("publish-conflict", 1, "publish other.json");
        await IsGoldenAsync("publish-invalid", 1, "publish bad.json");
        await IsGoldenAsync("fetch", 0, "fetch BTC/USDT");
        await IsGoldenAsync("fetch-none", 1, "fetch ETH/USDT");
        await IsGoldenAsync("why-published", 0, $"why {id}");
        _cli.Clock = new FakeTimeProvider(TransportClock.Noon.AddDays(1));
        await IsGoldenAsync("publish-denied", 1, "publish signal.json");
        await IsGoldenAsync("why-denied", 0, $"why {id}");
    }

    [Fact]
    public async Task DryRunGatesAndWhy()
    {
        _cli.Clock = new FakeTimeProvider(CliCandles.Close.AddDays(30));
        _cli.PassG1();
        _cli.WriteCandles(CliCandles.Generated(1_000), "sample.csv");

        var run = await IsGoldenAsync("dry-run-paper", 0, "dry-run --host paper --candles sample.csv");
        await IsGoldenAsync("gates", 0, "gates");
        GoldenFile.Check("g1.json", await File.ReadAllTextAsync(TestEvidence.PathOf(_cli.PathOf("root"), TestEvidence.All)));
        await IsGoldenAsync("gates-freqtrade", 1, "gates --require-freqtrade");
        await IsGoldenAsync("why-closed", 0, "why " + run.Json().GetProperty("trades")[0].GetProperty("decision_id").GetString());
    }

    [Theory]
    [InlineData("doctor", 0, "doctor")]
    [InlineData("doctor-config", 1, "doctor")]
    public async Task Doctor(string name, int exit, string line)
    {
        _cli.PassG1();
        if (exit != 0)
        {
            _cli.Environment["TIMEFRAME"] = "7x";
            _cli.Environment["FEE"] = "much";
        }

        await IsGoldenAsync(name, exit, line);
    }

    [Fact]
    public async Task Bench()
    {
        _cli.Environment["BRIDGE_ROOT"] = Repository.Root;
        _cli.Environment["BRIDGE_DOTNET"] = BridgeProcess.Dotnet;

        await IsGoldenAsync("bench", 0, "bench --filter serialise --runs 1");
        await IsGoldenAsync("bench-no-figure", 2, "bench --filter nope");
    }

    [Fact]
    public Task Fuzz() => IsGoldenAsync("fuzz", 0, "fuzz --count 200 --seed 7");

    [Fact]
    public Task Simulate()
    {
        _cli.WriteCandles(CliCandles.Breakout, "ETH_USDT-5m.csv");
        return IsGoldenAsync("simulate", 0, "simulate --candles BTC/USDT=breakout.csv --candles ETH_USDT-5m.csv --paused --until-input-ends");
    }

    [Fact]
    public Task FreqtradeStrategy()
    {
        _cli.Environment["BRIDGE_ROOT"] = Repository.Root;
        return IsGoldenAsync("freqtrade-strategy", 0, "freqtrade strategy --out strategies");
    }

    [Theory]
    [InlineData("error-usage", 2, "fetch BTC/USDT --bogus='<é+>\"'")]
    [InlineData("error-config", 2, "gates")]
    [InlineData("error-candles", 2, "run-cycle --candles none.csv")]
    [InlineData("error-check", 1, "why 00000000-0000-5000-8000-000000000000")]
    public async Task Failures(string name, int exit, string line)
    {
        if (name is "error-config")
        {
            _cli.Write(".env", "FEE=much\nNONSENSE=1\n");
        }

        var result = await IsGoldenAsync(name, exit, line);
        if (name is "error-usage")
        {
            result.Out.Should().Contain("<é+>\\\"", "only characters that JSON requires are escaped");
        }
    }

    [Fact]
    public void ActionLine()
    {
        var folder = _cli.PathOf("log");
        var log = ActionLog.Open(folder, new ActionOrigin("run-1", "bridge", "0.1.0", "dry-run"), SecretMask.None, new JournalOptions { Clock = _cli.Clock });
        log.Append(
            new ActionEntry("cycle", "BTC/USDT", "NO_TRADE")
            {
                Parameters = new Dictionary<string, ActionValue>(StringComparer.Ordinal)
                {
                    ["text"] = "a \"b\" <é+>'\n\u0001 \ud83d\ude00",
                    ["number"] = 1e-7,
                    ["large"] = 1e21,
                    ["whole"] = 12L,
                    ["zero"] = -0.0,
                    ["nan"] = double.NaN,
                    ["flag"] = true,
                    ["none"] = (string?)null,
                    ["Mixed Case"] = 104211.123456789,
                },
                InputRefs = ["a", "b"],
                Metrics = new Dictionary<string, double>(StringComparer.Ordinal) { ["total_ms"] = 0.1, ["none_ms"] = double.PositiveInfinity, ["zero"] = -0.0, ["Big"] = 123456789012345680d },
                Rationale = "breakout “above” 19-bar high",
            },
            flush: false);
        log.Append(new ActionEntry("publish", "", ""), flush: false);

        GoldenFile.Check("actions.jsonl", File.ReadAllText(Directory.GetFiles(folder, "*.jsonl").Single()));
    }

    private async Task<CliResult> IsGoldenAsync(string name, int exit, string line)
    {
        var result = await _cli.RunAsync([.. line.Split(' '), "--json"]);

        result.ExitCode.Should().Be(exit, result.Error);
        GoldenFile.Check(name + ".json", Stable(result.Out));
        return result;
    }

    /// <summary>The fields that differ between machines and runs, by name, and the sentences for people, whose wording may change.</summary>
    private string Stable(string document)
    {
        document = document
            .Replace(_cli.Folder, "<folder>", StringComparison.Ordinal)
            .Replace(Repository.Root, "<checkout>", StringComparison.Ordinal)
            .Replace(RuntimeInformation.FrameworkDescription, "<runtime>", StringComparison.Ordinal);
        document = RedisServer().Replace(document, "<redis-server>");
        document = Prose().Replace(document, "${before}<text>\"");
        document = Port().Replace(document, "${before}<port>");
        document = Figure().Replace(document, "${before}<measured>");
        return Measured().Replace(document, "${before}<measured>");
    }

    [GeneratedRegex(@"\{""check"":""redis-server"",[^}]+\}", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex RedisServer();

    [GeneratedRegex(@"(?<before>""(detail|message|remedy|summary|meaning)"":"")([^""\\]|\\.)+""", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Prose();

    [GeneratedRegex(@"(?<before>http://127\.0\.0\.1:|""port"":)\d+", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Port();

    [GeneratedRegex(@"(?<before>""machine"": |""(min|median|max|bytes_per_op|output_sha256)"": )(""[^""]+""|[0-9.E+-]+)|(?<before>""verdict"": )""(reached|at best|missed)""", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Figure();

    [GeneratedRegex(
        @"(?<before>""(ns|bytes)_per_candle"":)\d+(\.\d{1,2})?|(?<=""latency_ms"":\{[^}]*)(?<before>""[a-z]+"":)\d+(\.\d{1,3})?|(?<before>action log: )[0-9., ]+(?= ms)|\d+(\.\d{1,4})?(?= ms (over|after))",
        RegexOptions.ExplicitCapture,
        60_000)]
    private static partial Regex Measured();
}
