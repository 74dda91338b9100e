using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>
/// Writes a backtest as a result of Freqtrade, for <c>freqtrade backtesting-show</c> and FreqUI. 2024.2 has a JSON file, 2026.9 an archive of one and of
/// two tables; both have a file of metadata beside it, and the folder one that names the newest result.
/// </summary>
internal static class FreqtradeExport
{
    private const string Newest = ".last_result.json";

    /// <summary>Writes the files.</summary>
    /// <param name="run">The backtest.</param>
    /// <param name="folder">The folder of results; it is made if there is none.</param>
    /// <returns>The full path of the result.</returns>
    /// <exception cref="CliException">It can't be written.</exception>
    public static string Write(ExportRun run, string folder)
    {
        try
        {
            _ = Directory.CreateDirectory(folder);
            var name = NameIn(folder, run.StartedAt);
            var file = Path.Combine(folder, name + (run.Rules.HasNewMetrics ? ".zip" : ".json"));
            var result = Encoding.UTF8.GetBytes(ResultOf(run).ToJsonString());
            WholeFile.Write(Path.Combine(folder, name + ".meta.json"), stream => stream.Write(Encoding.UTF8.GetBytes(MetadataOf(run).ToJsonString())));
            WholeFile.Write(file, stream => WriteResult(stream, run, name, result));

            // Last: it names only what is there.
            WholeFile.Write(Path.Combine(folder, Newest), stream => stream.Write(Encoding.UTF8.GetBytes(new JsonObject { ["latest_backtest"] = Path.GetFileName(file) }.ToJsonString())));
            return file;
        }
        catch (Exception exception) when (WriteFailure.Describe(exception) is { } what)
        {
            throw new CliException(exception is UnauthorizedAccessException ? ExitCodes.Usage : ExitCodes.Unavailable, $"--export freqtrade: {folder}: {what}", exception);
        }
    }

    /// <summary>Freqtrade names results by the second; one that is taken is that of the next.</summary>
    private static string NameIn(string folder, DateTimeOffset time)
    {
        while (true)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"backtest-result-{time.UtcDateTime:yyyy-MM-dd_HH-mm-ss}");
            if (!File.Exists(Path.Combine(folder, name + ".meta.json")))
            {
                return name;
            }

            time = time.AddSeconds(1);
        }
    }

    private static void WriteResult(Stream stream, ExportRun run, string name, byte[] result)
    {
        if (!run.Rules.HasNewMetrics)
        {
            stream.Write(result);
            return;
        }

        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Add(archive, $"{name}.json", result, run);
        Add(archive, $"{name}_config.json", Encoding.UTF8.GetBytes(ConfigOf(run).ToJsonString()), run);
        Add(archive, $"{name}_market_change.feather", ExportFeather.MarketChange(run), run);
        Add(archive, $"{name}_{ExportRun.Strategy}_wallet.feather", ExportFeather.Wallet(run), run);
    }

    private static void Add(ZipArchive archive, string name, byte[] content, ExportRun run)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = run.StartedAt;
        using var stream = entry.Open();
        stream.Write(content);
    }

    private static JsonObject ResultOf(ExportRun run)
    {
        var strategy = ExportStrategy.Of(run);
        var line = strategy["results_per_pair"]!.AsArray()[^1]!.DeepClone();
        var decimals = strategy["stake_currency_decimals"]!.GetValue<int>();
        line["key"] = ExportRun.Strategy;
        line["max_drawdown_account"] = run.Document.Metrics.MaxDrawdownAccount;
        line["max_drawdown_abs"] = run.Document.Metrics.MaxDrawdownAbs.ToString("0." + new string('#', decimals), CultureInfo.InvariantCulture);
        return new() { ["strategy"] = new JsonObject { [ExportRun.Strategy] = strategy }, ["strategy_comparison"] = new JsonArray(line) };
    }

    private static JsonObject MetadataOf(ExportRun run) => new()
    {
        [ExportRun.Strategy] = new JsonObject
        {
            // As long as those of Freqtrade, and equal to none: its cache takes no result of ours for one of its own.
            ["run_id"] = run.Document.Sha256[..40],
            ["backtest_start_time"] = run.StartedAt.ToUnixTimeSeconds(),
            ["timeframe"] = run.Document.Timeframe,
            ["timeframe_detail"] = ExportStrategy.DetailOf(run),
            ["backtest_start_ts"] = run.FirstMs / 1000,
            ["backtest_end_ts"] = run.Result.LastMs / 1000,
        },
    };

    private static JsonObject ConfigOf(ExportRun run) => new()
    {
        ["stake_currency"] = run.Currency,
        ["stake_amount"] = run.Input.Options.Stake > 0 ? run.Input.Options.Stake : "unlimited",
        ["max_open_trades"] = run.Input.Options.Slots,
        ["dry_run_wallet"] = run.Input.Options.Wallet,
        ["fee"] = run.Input.Options.Fee,
        ["timeframe"] = run.Document.Timeframe,
        ["exchange"] = new JsonObject { ["pair_whitelist"] = new JsonArray([.. run.Document.Pairs.Select(pair => (JsonNode)JsonValue.Create(pair))]) },
    };
}
