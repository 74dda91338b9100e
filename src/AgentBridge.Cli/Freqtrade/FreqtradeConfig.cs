using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentBridge.Cli;

/// <summary>The configuration of one dry-run: the shipped one, with this run's exchange, pair, database and channel.</summary>
internal static class FreqtradeConfig
{
    public const string ShippedName = "freqtrade-dry-run.json";

    /// <summary>Every part of the exchange's interface goes to the simulator, so that nothing leaves this machine.</summary>
    private static readonly string[] ExchangeParts = ["public", "private", "sapi", "fapiPublic", "dapiPublic"];

    /// <summary>Writes the configuration; readable by its owner alone, as it may hold the channel's password.</summary>
    public static string Write(string root, DryRunFolder folder, Uri exchange, string symbol, string timeframe, double fee, PrivateChannel channel)
    {
        var shipped = Path.Combine(root, "envs", ShippedName);
        var config = JsonNode.Parse(File.ReadAllText(shipped))!.AsObject();
        config["timeframe"] = timeframe;
        config["fee"] = fee;
        config["stake_currency"] = symbol[(symbol.IndexOf('/', StringComparison.Ordinal) + 1)..];
        config["internals"] = new JsonObject { ["process_throttle_secs"] = 1 };
        config["db_url"] = "sqlite:///" + DatabasePath(folder);
        var market = config["exchange"]!.AsObject();
        market["pair_whitelist"] = new JsonArray(JsonValue.Create(symbol));
        var api = new JsonObject();
        foreach (var part in ExchangeParts)
        {
            api[part] = exchange.AbsoluteUri.TrimEnd('/') + "/api/v3";
        }

        // With its default markets the exchange library would ask the real exchange for futures.
        market["ccxt_config"] = new JsonObject
        {
            ["enableRateLimit"] = false,
            ["options"] = new JsonObject { ["fetchMarkets"] = new JsonArray("spot") },
            ["urls"] = new JsonObject { ["api"] = api },
        };
        market["enable_ws"] = false;
        // Whatever channel the shipped file shows, this run has its own.
        var bridge = new JsonObject { ["max_entry_slippage_r"] = config["agentbridge"]?["max_entry_slippage_r"]?.DeepClone() };
        config["agentbridge"] = bridge;
        foreach (var (key, value) in channel.StrategySettings)
        {
            bridge[key] = value;
        }

        bridge["journal_dir"] = folder.Path;
        var path = Path.Combine(folder.RunPath, "freqtrade.json");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        using var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        config.WriteTo(writer);
        return path;
    }

    public static string DatabasePath(DryRunFolder folder) => Path.Combine(folder.RunPath, "trades.sqlite");
}
