using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine;

/// <summary>The documents are generated from the table; UPDATE_DOCS=1 regenerates them.</summary>
public sealed class ConfigDocsTests
{
    [Fact]
    public void EnvExample_File_IsWhatTheTableSays()
    {
        var path = Repository.PathOf("envs", ".env.example");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") is "1")
        {
            Directory.CreateDirectory(Repository.PathOf("envs"));
            File.WriteAllText(path, ConfigDocs.EnvExample());
        }

        File.ReadAllText(path).Should().Be(ConfigDocs.EnvExample(), "envs/.env.example is generated from ConfigKeys; run the tests with UPDATE_DOCS=1");
    }

    [Fact]
    public void EnvExample_AsItIs_LoadsToTheDefaults()
    {
        var config = BridgeConfig.LoadConfig(Repository.PathOf("envs", ".env.example"), Settings.Nothing);

        config.Should().Be(new BridgeConfig());
    }

    [Fact]
    public void EnvExample_EveryOptionalKeyTakenIn_LoadsToTheDefaultsToo()
    {
        using var settings = new Settings();
        var keys = ConfigKeys.All.Select(key => key.Name).ToHashSet(StringComparer.Ordinal);
        var lines = ConfigDocs.EnvExample().Split('\n').Select(line => keys.Any(key => line.StartsWith("# " + key + "=", StringComparison.Ordinal)) ? line[2..] : line).ToArray();

        var config = BridgeConfig.LoadConfig(settings.Write(string.Join('\n', lines)), Settings.Nothing);

        config.Should().Be(new BridgeConfig());
        lines.Count(line => line.Length > 0 && line[0] != '#').Should().Be(ConfigKeys.All.Length);
    }

    [Fact]
    public void All_Keys_AreThoseOfTheRules()
    {
        ConfigKeys.All.Where(key => key.Required).Select(key => key.Name).Should().Equal("REDIS_URL", "DEFAULT_SYMBOL", "TIMEFRAME", "MAX_CAPITAL_PCT", "MODEL_NAME");
        ConfigKeys.All.Where(key => !key.Required).Select(key => key.Name).Should().Equal(
            "STRATEGY_PARAMS", "STRATEGY_ASSEMBLY", "STRATEGY_TIMEOUT_MS", "PAIRS", "MIN_ATR_MULTIPLE", "MAX_ATR_MULTIPLE", "MIN_RR", "RR_BASIS", "TRANSPORT", "SIGNALS_DIR", "SIGNALS_LIST", "SIGNALS_MAX", "MAX_FLAT_CANDLES", "FEE", "SLIPPAGE", "TICK_SIZE", "LOG_LEVEL", "JOURNAL_DIR");
        ConfigDocs.MarkdownTable().Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(2 * (ConfigKeys.All.Length + 2), "there are two tables: meanings and ranges");
    }
}
