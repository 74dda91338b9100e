using System.CommandLine;
using System.CommandLine.Parsing;
using AgentBridge.Engine;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>The configuration as a command sees it.</summary>
/// <param name="Config">The settings.</param>
/// <param name="RedisNamed">Whether the Redis server was configured; a default server was not.</param>
internal sealed record Settings(BridgeConfig Config, bool RedisNamed)
{
    private const string RedisKey = "REDIS_URL";
    private const string AssemblyKey = "STRATEGY_ASSEMBLY";

    /// <summary>Loads the settings of a command that decides or publishes; keys filled with defaults are listed on stderr.</summary>
    public static Settings LoadToDecide(ParseResult parsed, CliHost host)
    {
        var (settings, filled) = LoadAll(parsed, host);

        var used = filled.Where(key => IsUsed(key, parsed)).ToList();
        if (used.Count > 0)
        {
            host.Error.WriteLine($"bridge: defaults used for {string.Join(", ", used)} (envs/.env.example explains them)");
        }

        return settings;
    }

    /// <summary>Whether the command uses a key's default: what an option names instead is not of interest.</summary>
    private static bool IsUsed(string key, ParseResult parsed) => key switch
    {
        // A server that was not configured is never used.
        RedisKey => false,
        "MODEL_NAME" => parsed.GetResult("--strategy") is null or OptionResult { Implicit: true },
        "TIMEFRAME" => parsed.GetResult("--timeframe") is null or OptionResult { Implicit: true },
        "DEFAULT_SYMBOL" => parsed.GetResult("--pairs") is null or OptionResult { Implicit: true }
            && (parsed.GetResult("--symbol") is null or OptionResult { Implicit: true })
            && (parsed.GetResult("--candles") is not OptionResult { Implicit: false } candles || !candles.Tokens.All(token => CandleFiles.NamesPair(token.Value))),
        _ => true,
    };

    /// <summary>Loads the settings.</summary>
    public static Settings Load(ParseResult parsed, CliHost host) => LoadAll(parsed, host).Settings;

    /// <summary>The same with the price step of --tick, where it was given.</summary>
    public Settings WithTick(string? tickOption)
    {
        if (tickOption is null)
        {
            return this;
        }

        return PriceSteps.TryParse(tickOption, out var step)
            ? this with { Config = Config with { TickSize = step } }
            : throw new CliException(ExitCodes.Usage, ConfigKeys.Of("TICK_SIZE").ErrorOf("--tick", tickOption));
    }

    private static (Settings Settings, IReadOnlyList<string> FilledKeys) LoadAll(ParseResult parsed, CliHost host)
    {
        var loaded = BridgeConfig.LoadConfigOrDefaults(EnvFile(parsed, host), Environment(parsed, host));
        foreach (var warning in loaded.Warnings)
        {
            host.Error.WriteLine($"bridge: {warning}");
        }

        return (new Settings(loaded.Config, !loaded.FilledKeys.Contains(RedisKey, StringComparer.Ordinal)), loaded.FilledKeys);
    }

    /// <summary>The environment, with command options in place of the settings that they override.</summary>
    private static IReadOnlyDictionary<string, string> Environment(ParseResult parsed, CliHost host)
    {
        if (parsed.GetValue(GlobalOptions.StrategyAssembly) is not { } assembly)
        {
            return host.Environment;
        }

        return string.IsNullOrWhiteSpace(assembly)
            ? throw new CliException(ExitCodes.Usage, $"{GlobalOptions.StrategyAssembly.Name}: expected the path of a .dll")
            : new Dictionary<string, string>(host.Environment, StringComparer.Ordinal) { [AssemblyKey] = assembly };
    }

    private static string? EnvFile(ParseResult parsed, CliHost host)
    {
        if (parsed.GetValue(GlobalOptions.Env) is { } named)
        {
            var path = host.FullPath(named);
            return InputFile.Problem(path) is { } problem
                ? throw new CliException(ExitCodes.Usage, $"{named}: it {problem} (--env)")
                : File.Exists(path) ? path : throw new CliException(ExitCodes.Usage, $"{named}: there is no such file (--env)");
        }

        var standard = host.FullPath(".env");
        return File.Exists(standard) ? standard : null;
    }
}
