using AgentBridge.Engine;

namespace AgentBridge.Tests.Engine;

/// <summary>Environments and .env files for the tests of the settings.</summary>
internal sealed class Settings : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("agentbridge-config-");

    public string EnvFile => Path.Combine(_folder.FullName, ".env");

    public static IReadOnlyDictionary<string, string> Nothing { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The seed's five keys, with additions and replacements.</summary>
    public static Dictionary<string, string> Required(params (string Key, string Value)[] others)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["REDIS_URL"] = "redis://localhost",
            ["DEFAULT_SYMBOL"] = "ETH/USDT",
            ["TIMEFRAME"] = "1h",
            ["MAX_CAPITAL_PCT"] = "0.1",
            ["MODEL_NAME"] = "breakout",
        };
        foreach (var (key, value) in others)
        {
            settings[key] = value;
        }

        return settings;
    }

    public static IReadOnlyList<string> ErrorsOf(string? envFile, IReadOnlyDictionary<string, string> environment)
    {
        var load = () => BridgeConfig.LoadConfig(envFile, environment);
        return load.Should().Throw<ConfigException>().Which.Errors;
    }

    public string Write(string text)
    {
        File.WriteAllText(EnvFile, text);
        return EnvFile;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
