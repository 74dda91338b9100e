using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>bridge backtest --export freqtrade: the files, against those of the real Freqtrade and its backtesting-show.</summary>
public sealed class FreqtradeExportTests : IDisposable
{
    private const string Strategy = "AgentBridgeStrategy";

    // The time of the run; and what a trade of ours has no part in: the stop that AgentBridgeStrategy starts with before its own, and the whole plan in the tag.
    private static readonly HashSet<string> Own = new(
        ["backtest_run_start_ts", "backtest_run_end_ts", "initial_stop_loss_abs", "initial_stop_loss_ratio", "stop_loss_abs", "stop_loss_ratio", "ft_order_tag"], StringComparer.Ordinal);

    private readonly BridgeCli _cli = new() { Clock = new FixedClock(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)) };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Export_RulesOfTheOlderRelease_IsAJsonFileWithMetadata()
    {
        var run = await ExportAsync("2024.2", "--export-directory", "results");

        run.Error.Should().Contain("bridge: exported ");
        Directory.EnumerateFiles(_cli.PathOf("results")).Select(Path.GetFileName).Should().BeEquivalentTo(
            ".last_result.json", "backtest-result-2026-01-02_03-04-05.json", "backtest-result-2026-01-02_03-04-05.meta.json");
        Json("results", ".last_result.json").GetProperty("latest_backtest").GetString().Should().Be("backtest-result-2026-01-02_03-04-05.json");
        Json("results", "backtest-result-2026-01-02_03-04-05.meta.json").GetProperty(Strategy).GetProperty("run_id").GetString().Should().HaveLength(40);
        var strategy = Json("results", "backtest-result-2026-01-02_03-04-05.json").GetProperty("strategy").GetProperty(Strategy);
        strategy.GetProperty("trades").GetArrayLength().Should().Be(run.Json().GetProperty("trades").GetInt32());
        strategy.GetProperty("profit_total_abs").GetDouble().Should().Be(run.Json().GetProperty("metrics").GetProperty("profit_total_abs").GetDouble());
    }

    [Fact]
    public async Task Export_RulesOfTheNewerRelease_IsAnArchiveWithTables()
    {
        _ = await ExportAsync("2026.9");

        const string Name = "backtest-result-2026-01-02_03-04-05";
        using var archive = ZipFile.OpenRead(_cli.PathOf("user_data", "backtest_results", $"{Name}.zip"));
        archive.Entries.Select(entry => entry.Name).Should().BeEquivalentTo($"{Name}.json", $"{Name}_config.json", $"{Name}_market_change.feather", $"{Name}_{Strategy}_wallet.feather");
    }

    [Fact]
    public async Task Export_TwiceInASecond_KeepsBoth()
    {
        _ = await ExportAsync("2024.2");
        _ = await ExportAsync("2024.2");

        File.Exists(_cli.PathOf("user_data", "backtest_results", "backtest-result-2026-01-02_03-04-06.json")).Should().BeTrue();
        Json("user_data", "backtest_results", ".last_result.json").GetProperty("latest_backtest").GetString().Should().Be("backtest-result-2026-01-02_03-04-06.json");
    }

    [Fact]
    public async Task Export_NoTrades_IsStillWritten()
    {
        var run = await _cli.RunAsync("backtest", "--candles", _cli.WriteCandles(GeneratedCandles.Create(new() { Count = 56 })), "--rules", "freqtrade-2026.9", "--export", "freqtrade", "--json");

        run.ExitCode.Should().Be(0, run.Error);
        run.Json().GetProperty("trades").GetInt32().Should().Be(0);
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Long)]
    [InlineData("2024.2")]
    [InlineData("2026.9")]
    public async Task Export_OfBothReleases_IsShownByBacktestingShow(string release)
    {
        Require(release);
        var run = await ExportAsync(release);

        var (code, shown) = await FreqtradeAsync(release, "backtesting-show", "--userdir", _cli.PathOf("user_data"), "--config", Repository.PathOf("envs", "freqtrade-backtest.json"));

        code.Should().Be(0, shown);
        shown.Should().Contain(Strategy).And.Contain("BACKTESTING REPORT").And.Contain("stop_loss").And.Contain("BTC/USDT").And.Contain("SUMMARY METRICS");
        shown.Should().Contain(run.Json().GetProperty("trades").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Long)]
    [InlineData("2024.2")]
    [InlineData("2026.9")]
    public async Task Export_BesideFreqtradesOwn_HasTheSameFigures(string release)
    {
        Require(release);
        FreqtradeCheckout.Use(_cli, release);
        var candles = _cli.WriteCandles(GeneratedCandles.Create(new() { Count = 3_000 }));
        _ = await _cli.RunAsync("generate", "--candles", candles, "--out", "signals.jsonl");
        string[] arguments = ["--candles", candles, "--signals", "signals.jsonl"];
        var export = await _cli.RunAsync(["backtest", .. arguments, "--rules", $"freqtrade-{release}", "--export", "freqtrade", "--json"]);
        export.ExitCode.Should().Be(0, export.Error);
        _cli.Clock = TimeProvider.System;
        var parity = await _cli.RunAsync(["parity", .. arguments, "--freqtrade", release, "--keep", "kept", "--json"]);
        parity.ExitCode.Should().Be(0, parity.Out + parity.Error);

        var differences = new List<string>();
        Compare("", ResultIn("kept", "user_data", "backtest_results"), ResultIn("user_data", "backtest_results"), differences);

        differences.Should().BeEmpty();
    }

    private static void Require(string release) =>
        Skip.If(FreqtradeCheckout.Environment(release) is null, $"needs {FreqtradeCheckout.Variable(release)}: the path of a Freqtrade environment's python");

    /// <summary>What Freqtrade writes and we do not, or differently; numbers may differ by rounding.</summary>
    private static void Compare(string path, JsonElement theirs, JsonElement ours, List<string> differences)
    {
        switch (theirs.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in theirs.EnumerateObject().Where(property => !Own.Contains(property.Name)))
                {
                    if (ours.ValueKind == JsonValueKind.Object && ours.TryGetProperty(property.Name, out var value))
                    {
                        Compare($"{path}.{property.Name}", property.Value, value, differences);
                    }
                    else
                    {
                        differences.Add($"{path}.{property.Name} is missing");
                    }
                }

                break;
            case JsonValueKind.Array when ours.ValueKind == JsonValueKind.Array && ours.GetArrayLength() == theirs.GetArrayLength():
                for (var i = 0; i < theirs.GetArrayLength(); i++)
                {
                    Compare($"{path}[{i}]", theirs[i], ours[i], differences);
                }

                break;
            case JsonValueKind.Number when ours.ValueKind == JsonValueKind.Number && IsClose(theirs.GetDouble(), ours.GetDouble()):
                break;
            default:
                if (!string.Equals(theirs.ToString(), ours.ToString(), StringComparison.Ordinal))
                {
                    differences.Add($"{path}: {theirs} there, {ours} here");
                }

                break;
        }
    }

    private static bool IsClose(double one, double other) => Math.Abs(one - other) <= 1e-9 * Math.Max(1e-3, Math.Max(Math.Abs(one), Math.Abs(other)));

    private JsonElement ResultIn(params string[] folder)
    {
        var name = Json([.. folder, ".last_result.json"]).GetProperty("latest_backtest").GetString()!;
        if (name.EndsWith(".json", StringComparison.Ordinal))
        {
            return Json([.. folder, name]);
        }

        using var archive = ZipFile.OpenRead(_cli.PathOf([.. folder, name]));
        using var stream = archive.GetEntry(Path.ChangeExtension(name, ".json"))!.Open();
        return JsonDocument.Parse(stream).RootElement.Clone();
    }

    private JsonElement Json(params string[] path) => JsonDocument.Parse(File.ReadAllBytes(_cli.PathOf(path))).RootElement.Clone();

    private async Task<CliResult> ExportAsync(string release, params string[] more)
    {
        var run = await _cli.RunAsync(
            ["backtest", "--candles", _cli.WriteCandles(GeneratedCandles.Create(new() { Count = 3_000 })), "--rules", $"freqtrade-{release}", "--export", "freqtrade", "--json", .. more]);
        run.ExitCode.Should().Be(0, run.Error);
        return run;
    }

    private async Task<(int Code, string Output)> FreqtradeAsync(string release, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(FreqtradeCheckout.Environment(release)!, "bin", "python"), ["-m", "freqtrade", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _cli.Folder,
            Environment = { ["COLUMNS"] = "400", ["PYTHONDONTWRITEBYTECODE"] = "1" },
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
