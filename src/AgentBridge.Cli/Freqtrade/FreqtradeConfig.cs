using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>The configuration of one dry-run: the shipped one, with this run's exchange, pair, database and channel.</summary>
internal static class FreqtradeConfig
{
    public const string ShippedName = "freqtrade-dry-run.json";

    // The smallest order that is still a hundred steps of the simulated exchange's.
    private const double LeastAmount = 0.001;

    /// <summary>Writes the configuration; readable by its owner alone, as it may hold the channel's password.</summary>
    public static string Write(Installation installation, DryRunFolder folder, Uri exchange, TradingSignal signal, Timeframe timeframe, BridgeConfig settings, PrivateChannel channel)
    {
        var stake = signal.Symbol[(signal.Symbol.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var shipped = Path.Combine(installation.Environments, ShippedName);
        var config = JsonNode.Parse(File.ReadAllText(shipped))!.AsObject();

        // In Freqtrade's spelling: it has 1h, not 60m.
        config["timeframe"] = (Timeframe.TryFromMilliseconds(timeframe.Milliseconds, out var spelled) ? spelled : timeframe).ToString();
        config["fee"] = settings.Fee;
        config["stake_currency"] = stake;

        // In a currency with small units, one coin may cost more than the shipped wallet contains.
        config["dry_run_wallet"] = Math.Max(config["dry_run_wallet"]!.GetValue<double>(), Math.Ceiling(LeastAmount * signal.Entry.Price / settings.MaxCapitalPct));
        config["internals"] = new JsonObject { ["process_throttle_secs"] = 1 };
        config["db_url"] = "sqlite:///" + DatabasePath(folder);
        FreqtradeExchange.Set(config["exchange"]!.AsObject(), exchange, signal.Symbol);

        // This run has its own channel, whatever the shipped file contains.
        var limits = config["agentbridge"];
        var bridge = new JsonObject
        {
            ["max_entry_slippage_r"] = limits?["max_entry_slippage_r"]?.DeepClone(),
            ["min_r_left"] = limits?["min_r_left"]?.DeepClone(),
        };
        config["agentbridge"] = bridge;
        foreach (var (key, value) in channel.StrategySettings)
        {
            bridge[key] = value;
        }

        bridge["journal_dir"] = folder.Path;
        bridge["max_age_sec"] = ReplayScenario.MaxAgeSec(timeframe);
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
