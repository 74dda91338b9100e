using System.IO.Compression;
using System.Text.Json;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The result that a backtest of Freqtrade leaves in <c>user_data/backtest_results</c>: a JSON file, or one in an archive.</summary>
internal static class FreqtradeResultFile
{
    private const string MetaEnd = ".meta.json";

    /// <summary>The strategy's part of the newest result.</summary>
    /// <param name="folder">The folder of results.</param>
    /// <returns>The part; <see langword="null"/> if there is no result.</returns>
    public static JsonElement? Read(string folder)
    {
        var files = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "backtest-result-*").Where(f => !f.EndsWith(MetaEnd, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList()
            : [];
        if (files.Count == 0)
        {
            return null;
        }

        using var document = Open(files[^1]);
        return document.RootElement.GetProperty("strategy").EnumerateObject().First().Value.Clone();
    }

    /// <summary>The trades of a strategy's part.</summary>
    public static IReadOnlyList<ParityTrade> TradesOf(JsonElement strategy) =>
    [
        .. strategy.GetProperty("trades").EnumerateArray().Select(trade => new ParityTrade(
            trade.GetProperty("pair").GetString()!,
            trade.GetProperty("open_timestamp").GetInt64(),
            trade.GetProperty("close_timestamp").GetInt64(),
            trade.GetProperty("open_rate").GetDouble(),
            trade.GetProperty("close_rate").GetDouble(),
            trade.GetProperty("exit_reason").GetString()!,
            trade.GetProperty("profit_ratio").GetDouble(),
            trade.GetProperty("amount").GetDouble(),
            trade.GetProperty("profit_abs").GetDouble())),
    ];

    private static JsonDocument Open(string path)
    {
        if (!path.EndsWith(".zip", StringComparison.Ordinal))
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }

        using var archive = ZipFile.OpenRead(path);
        var entry = archive.Entries.First(e => string.Equals(e.Name, Path.GetFileNameWithoutExtension(path) + ".json", StringComparison.Ordinal));
        using var stream = entry.Open();
        return JsonDocument.Parse(stream);
    }
}
