using System.Text.Json;

namespace AgentBridge.Cli;

/// <summary>What a backtest without an exchange must know of Freqtrade's arguments and configuration.</summary>
/// <param name="DataFolder">The folder of the candles.</param>
/// <param name="Timeframe">The timeframe that is traded; <see langword="null"/> if neither names one: the strategy does.</param>
/// <param name="Pairs">The pairs, as they are written; empty for those of the data folder.</param>
/// <param name="IsFutures">Whether futures are traded; otherwise spot.</param>
/// <param name="DefaultConfig">The configuration that Freqtrade would read without being told to; <see langword="null"/> for none, or where the arguments name one.</param>
internal sealed record OfflineSettings(string DataFolder, string? Timeframe, IReadOnlyList<string> Pairs, bool IsFutures, string? DefaultConfig)
{
    private const string Exchange = "binance";
    private const string ConfigName = "config.json";

    // Freqtrade's configurations may have comments.
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Whether the arguments or the configuration name pairs.</summary>
    public bool HasPairs => Pairs.Count > 0;

    /// <summary>Whether a pair is to be traded. A name with other signs than those of a pair is a pattern, which Freqtrade expands: then every pair counts.</summary>
    public bool Takes(string pair) => !HasPairs || Pairs.Contains(pair, StringComparer.Ordinal) || Pairs.Any(name => !Schema.SignalSymbol.IsValid(name));

    /// <summary>Reads them.</summary>
    /// <exception cref="CliException">A configuration can't be read, or is of another exchange or of margin trading.</exception>
    public static OfflineSettings Read(IReadOnlyList<string> arguments, CliHost host)
    {
        var configs = ValuesOf(arguments, "--config", "-c");
        var userData = ValuesOf(arguments, "--userdir", "--user-data-dir").LastOrDefault() ?? "user_data";
        string? standard = null;
        if (configs.Count == 0)
        {
            standard = new[] { Path.Combine(userData, ConfigName), ConfigName }.FirstOrDefault(path => File.Exists(host.FullPath(path)));
            configs = standard is null ? [] : [standard];
        }

        var (data, timeframe) = ((string?)null, (string?)null);
        IReadOnlyList<string> pairs = [];
        var isFutures = false;
        foreach (var config in configs)
        {
            using var document = Open(config, host);
            var root = document.RootElement;
            data = TextOf(root, "datadir") ?? data;
            userData = TextOf(root, "user_data_dir") ?? userData;
            timeframe = TextOf(root, "timeframe") ?? timeframe;
            if (TextOf(root, "trading_mode") is { } mode)
            {
                isFutures = mode switch
                {
                    "spot" => false,
                    "futures" => true,
                    _ => throw new CliException(ExitCodes.Usage, $"--offline: {config}: trading_mode {mode}: only spot markets and futures can be described without an exchange"),
                };
            }

            if (root.TryGetProperty("exchange", out var exchange))
            {
                if (TextOf(exchange, "name") is { } name && !string.Equals(name, Exchange, StringComparison.OrdinalIgnoreCase))
                {
                    throw new CliException(ExitCodes.Usage, $"--offline: {config}: exchange.name {name}: only {Exchange} can be replaced");
                }

                pairs = exchange.TryGetProperty("pair_whitelist", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(pair => pair.ToString())] : pairs;
            }
        }

        var asked = ListOf(arguments, "--pairs", "-p");
        return new(
            host.FullPath(ValuesOf(arguments, "--datadir", "--data-dir", "-d").LastOrDefault() ?? data ?? Path.Combine(userData, "data", Exchange)),
            ValuesOf(arguments, "--timeframe", "-i").LastOrDefault() ?? timeframe,
            asked.Count > 0 ? asked : pairs,
            isFutures,
            standard);
    }

    private static JsonDocument Open(string config, CliHost host)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(host.FullPath(config)), Lenient);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CliException(ExitCodes.Usage, $"--offline: {config} can't be read: {exception.Message}", exception);
        }
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The values of an option, in either form: <c>--name VALUE</c>, <c>--name=VALUE</c>.</summary>
    private static List<string> ValuesOf(IReadOnlyList<string> arguments, params string[] names)
    {
        var values = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (names.Contains(arguments[i], StringComparer.Ordinal) && i + 1 < arguments.Count)
            {
                values.Add(arguments[++i]);
            }
            else if (names.FirstOrDefault(name => arguments[i].StartsWith(name + "=", StringComparison.Ordinal)) is { } found)
            {
                values.Add(arguments[i][(found.Length + 1)..]);
            }
        }

        return values;
    }

    /// <summary>The values of an option that takes several: all up to the next option.</summary>
    private static List<string> ListOf(IReadOnlyList<string> arguments, params string[] names)
    {
        var at = Enumerable.Range(0, arguments.Count).FirstOrDefault(i => names.Contains(arguments[i], StringComparer.Ordinal), -1);
        return at < 0 ? [] : [.. arguments.Skip(at + 1).TakeWhile(value => !value.StartsWith('-'))];
    }
}
