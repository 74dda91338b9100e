using System.CommandLine;
using AgentBridge.Engine;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>The configuration as a command sees it.</summary>
/// <param name="Config">The settings.</param>
/// <param name="RedisNamed">Whether somebody named the Redis server; a default is a server that nobody named.</param>
internal sealed record Settings(BridgeConfig Config, bool RedisNamed)
{
    /// <summary>Loads the settings; what was filled with defaults is said once on stderr.</summary>
    public static Settings Load(ParseResult parsed, CliHost host)
    {
        var loaded = BridgeConfig.LoadConfigOrDefaults(EnvFile(parsed, host), host.Environment);
        foreach (var warning in loaded.Warnings)
        {
            host.Error.WriteLine($"bridge: {warning}");
        }

        if (loaded.FilledKeys.Count > 0)
        {
            host.Error.WriteLine($"bridge: defaults used for {string.Join(", ", loaded.FilledKeys)} (envs/.env.example explains them)");
        }

        return new Settings(loaded.Config, !loaded.FilledKeys.Contains("REDIS_URL", StringComparer.Ordinal));
    }

    /// <summary>The same with the price step of --tick, where it was given.</summary>
    public Settings WithTick(string? tickOption)
    {
        if (tickOption is null)
        {
            return this;
        }

        return PriceSteps.TryParse(tickOption, out var step)
            ? this with { Config = Config with { TickSize = step } }
            : throw new CliException(ExitCodes.Usage, $"--tick {tickOption}: expected {PriceSteps.Form}");
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
