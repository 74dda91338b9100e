using System.Text.Json;
using System.Text.RegularExpressions;
using AgentBridge.Tests.Exchanges;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>The documents of --json, key by key, against docs/json.md.</summary>
public sealed partial class JsonKeysTests : IAsyncLifetime, IDisposable
{
    private readonly BridgeCli _cli = new() { Clock = new FixedClock(CliCandles.Close.AddSeconds(3)) };
    private readonly Dictionary<string, CliResult> _results = new(StringComparer.Ordinal);
    private CliResult? _realistic;

    public async Task InitializeAsync()
    {
        _cli.UseFileChannel();
        _cli.PassG1();
        var file = _cli.WriteCandles(CliCandles.Breakout);
        _cli.Write("gap.csv", "timestamp,open,high,low,close,volume\n1748779200000,1,1,1,1,1\n1748779500000,1,1,1,1,1\n1748780100000,1,1,1,1,1\n");
        await KeepAsync("run-cycle", "--candles", file);
        await KeepAsync("generate", "--candles", file, "--out", "o.jsonl");
        await KeepAsync("strategies");
        await KeepAsync("indicators");
        _results["indicators --candles"] = await _cli.RunAsync("indicators", "ema", "--candles", file, "--out", "ema.csv", "--json");
        var signal = _cli.Write("signal.json", (await File.ReadAllLinesAsync(_cli.PathOf("o.jsonl")))[^1]);
        await KeepAsync("validate", signal);
        await KeepAsync("candles check", "gap.csv");
        await KeepAsync("candles info", "gap.csv");
        await KeepAsync("candles convert", "gap.csv", "--out", "gap.json");
        await KeepAsync("candles resample", file, "--timeframe", "15m", "--out", "quarters.csv");
        await KeepAsync("publish", signal);
        await KeepAsync("fetch", "BTC/USDT");
        await KeepAsync("why", _results["publish"].Json().GetProperty("decision_id").GetString()!);
        await KeepAsync("gates");
        await KeepAsync("doctor");
        await KeepAsync("fuzz", "--count", "100");
        _cli.WriteCandles(CliCandles.Generated(1_000), "sample.csv");
        _cli.Clock = new FixedClock(CliCandles.Close.AddDays(30));
        await KeepAsync("dry-run", "--host", "paper", "--candles", "sample.csv");
        await KeepAsync("strategies check", "breakout", "--candles", "sample.csv");
        _cli.WriteCandles(CliCandles.Generated(3_000), "trades.csv");
        await KeepAsync("backtest", "--candles", "trades.csv", "--rules", "freqtrade-2026.9", "--trades", "trades.jsonl");
        _realistic = await _cli.RunAsync("backtest", "--candles", "trades.csv", "--rules", "realistic", "--json");
        await using var exchange = await FakeBinance.StartAsync();
        exchange.FillTo(30);
        await KeepAsync("candles download", "--exchange", exchange.Url.ToString(), "--from", "2025-06-01T12:00:00Z", "--to", "2025-06-01T13:00:00Z", "--out", "d.csv");
    }

    [Fact]
    public void Json_EveryCommand_IsOneDocument()
    {
        foreach (var (command, result) in _results)
        {
            result.ExitCode.Should().Be(command is "candles check" or "gates" ? 1 : 0, "{0}: {1}", command, result.Error);
            result.Json().ValueKind.Should().BeOneOf([JsonValueKind.Object, JsonValueKind.Array], command);
        }
    }

    [Theory]
    [InlineData("strategies", "name version summary assembly sha256 warm_up sides feeds pair timeframe parameters type min max min_exclusive max_exclusive choices default meaning")]
    [InlineData("strategies check", "strategy parameters candles plans ok findings not_checked warnings ns_per_candle bytes_per_candle")]
    [InlineData("indicators", "name title formula source outputs first_value warm_up parameters type min max min_exclusive max_exclusive choices default meaning")]
    [InlineData("indicators --candles", "file indicator parameters symbol timeframe candles values first_value warm_up refused seconds bytes sha256")]
    [InlineData("generate", "symbol timeframe candles raw approved denied feed_missing generator_failed price_step seconds sha256")]
    [InlineData("validate", "file valid code field message")]
    [InlineData("candles check", "file candles first last timeframe gaps missing duplicates disorder impossible off_grid conflicting findings row kind detail")]
    [InlineData("candles info", "file layout unit type symbol timeframe candles first last gaps missing duplicates faulty zero_volume flat price_step low high bytes sha256")]
    [InlineData("candles convert", "file format type symbol timeframe candles first last gaps missing inputs rows left_out bytes sha256")]
    [InlineData("candles resample", "file format symbol timeframe candles first last source_timeframe source_candles filled cut_first cut_last bytes sha256")]
    [InlineData("candles download", "file candles added off_grid other_length symbol timeframe format")]
    [InlineData("publish", "decision_id published duplicate")]
    [InlineData("fetch", "version decision_id timestamp symbol side confidence entry type price risk initial_stop take_profits size_pct max_capital_pct rationale")]
    [InlineData("run-cycle", "result code at timeframe candle_close decision_id signal version timestamp symbol side confidence entry type price risk initial_stop take_profits size_pct max_capital_pct rationale price_step latency_ms candles generate journal publish total")]
    [InlineData("dry-run", "host freqtrade candles signals approved published price_step trades decision_id pair open_rate close_rate exit_reason pnl_r_multiple parity gates gate passed measured required evidence seconds")]
    [InlineData("gates", "gate passed measured required evidence")]
    [InlineData("why", "decision_id stages stage at outcome detail")]
    [InlineData("doctor", "check ok detail remedy")]
    [InlineData("fuzz", "count seed accepted rejected crashes mismatches")]
    public void Json_Keys_AreThoseOfTheContract(string command, string keys) =>
        Keys(_results[command].Json()).Should().BeEquivalentTo(keys.Split(' '));

    [Fact]
    public void Json_Keys_AreThoseOfTheDocument()
    {
        var text = File.ReadAllText(Repository.PathOf("src", "AgentBridge.Cli", "docs", "json.md"));
        var table = text[text.IndexOf("<!-- json-keys -->", StringComparison.Ordinal)..text.IndexOf("<!-- /json-keys -->", StringComparison.Ordinal)];
        var rows = Row().Matches(table).ToDictionary(m => m.Groups["command"].Value, m => m.Groups["document"].Value, StringComparer.Ordinal);
        var gateKeys = Keys(_results["gates"].Json());

        // `test` would run this suite itself, `simulate` runs until it is stopped, an install and a benchmark take long: their keys are known
        // from documents that other tests compare byte by byte.
        foreach (var command in new[] { "test", "simulate", "freqtrade install", "freqtrade strategy", "bench" })
        {
            var golden = File.ReadAllText(Repository.PathOf("tests", "AgentBridge.Tests", "Documents", "Golden", command.Replace(' ', '-') + ".json"));
            _results[command] = new CliResult(0, Placeholder().Replace(golden, "0").ReplaceLineEndings(" "), "");
        }

        rows.Keys.Should().BeEquivalentTo([.. _results.Keys, "agent", "status", "freqtrade wheel", "pack", "parity"]);
        rows["freqtrade wheel"].Should().Contain("\n{\"wheels\"}\n", "building a wheel takes minutes; its record has this one field");

        // The documents of an agent and of packages are compared where they are made: AgentCommandTests, PackTests, ParityTests.
        foreach (var (command, document) in rows.Where(r => r.Key is not ("fetch" or "agent" or "status" or "freqtrade wheel" or "pack" or "parity")))
        {
            var stated = Word().Matches(document).Select(m => m.Groups["word"].Value).Where(word => word is not ("SIGNAL" or "NO_TRADE" or "DENIED")).ToHashSet(StringComparer.Ordinal);
            var found = Keys(command is "run-cycle" ? WithoutSignal(_results[command].Json()) : _results[command].Json());
            if (command is "strategies check")
            {
                // A strategy without faults has no findings that could show them.
                found.UnionWith(["rule", "candle", "candle_open", "detail"]);
            }

            if (command is "backtest")
            {
                found.UnionWith(Keys(_realistic!.Json()));
                found.UnionWith(Keys(JsonSerializer.Deserialize<JsonElement>(File.ReadLines(_cli.PathOf("trades.jsonl")).First())));
            }

            if (command is "dry-run")
            {
                // On paper there is no parity; FreqtradeKindRuns compares these with a run on Freqtrade.
                found.UnionWith(["rules", "decision_equal", "open_class", "close_class", "explained"]);
            }

            if (command is "dry-run" && !stated.Contains("evidence"))
            {
                found.ExceptWith(gateKeys);
            }

            found.Should().BeEquivalentTo(stated, "docs/json.md documents these for {0}", command);
        }
    }

    [Fact]
    public void Json_Types_AreThoseOfTheContract()
    {
        var cycle = _results["run-cycle"].Json();
        cycle.GetProperty("result").GetString().Should().Be("SIGNAL");
        cycle.GetProperty("code").GetString().Should().Be("PUBLISHED");
        cycle.GetProperty("latency_ms").EnumerateObject().Should().OnlyContain(p => p.Value.ValueKind == JsonValueKind.Number);

        var generate = _results["generate"].Json();
        generate.GetProperty("denied").ValueKind.Should().Be(JsonValueKind.Object);
        generate.GetProperty("sha256").GetString().Should().Be(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_cli.PathOf("o.jsonl")))));

        var verdict = _results["validate"].Json()[0];
        verdict.GetProperty("valid").GetBoolean().Should().BeTrue();
        verdict.GetProperty("code").ValueKind.Should().Be(JsonValueKind.Null);

        var dryRun = _results["dry-run"].Json();
        dryRun.GetProperty("host").GetString().Should().Be("paper");
        dryRun.GetProperty("freqtrade").ValueKind.Should().Be(JsonValueKind.Null);
        dryRun.GetProperty("candles").GetInt32().Should().Be(1_000);
        dryRun.GetProperty("trades").GetArrayLength().Should().BePositive();
        dryRun.GetProperty("gates").EnumerateArray().Select(g => g.GetProperty("gate").GetString()).Should().Equal("G1", "G2", "G3", "G4");
        _results["fetch"].Out.Should().Be(cycle.GetProperty("signal").GetRawText() + "\n");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _cli.Dispose();

    private async Task KeepAsync(string command, params string[] rest) =>
        _results[command] = await _cli.RunAsync([.. command.Split(' '), .. rest, "--json"]);

    private static JsonElement WithoutSignal(JsonElement cycle)
    {
        var kept = cycle.EnumerateObject().ToDictionary(p => p.Name, p => p.NameEquals("signal") ? default : (JsonElement?)p.Value, StringComparer.Ordinal);
        return JsonSerializer.SerializeToElement(kept);
    }

    /// <summary>The names of all properties, at any depth; counts by code and values by parameter are data, not keys.</summary>
    private static HashSet<string> Keys(JsonElement element)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        Add(element, keys);
        return keys;
    }

    private static void Add(JsonElement element, HashSet<string> keys)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    keys.Add(property.Name);
                    if (!property.NameEquals("denied") && !property.NameEquals("refused") && (!property.NameEquals("parameters") || property.Value.ValueKind == JsonValueKind.Array))
                    {
                        Add(property.Value, keys);
                    }
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Add(item, keys);
                }

                break;
        }
    }

    [GeneratedRegex(@"^### `(?<command>[a-z -]+)`\n(?<document>(?:(?!###).*\n)*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Row();

    [GeneratedRegex("(?<!\")<[a-z]+>", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("\"(?<word>[A-Za-z_0-9]+)\"", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Word();
}
