using AgentBridge.Engine;
using AgentBridge.Extensions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AgentBridge.Tests.Extensions;

/// <summary>The settings of a host are those of .env, and wrong ones end its start.</summary>
public sealed class HostStartTests
{
    [Theory]
    [InlineData("TIMEFRAME", "7m", "TIMEFRAME=7m: expected one of")]
    [InlineData("MAX_CAPITAL_PCT", "2", "MAX_CAPITAL_PCT=2: expected a number")]
    [InlineData("MAX_CAPITAL_PCT", null, "MAX_CAPITAL_PCT is missing: the largest share of the wallet in one trade")]
    [InlineData("TRANSPORT", "pigeon", "TRANSPORT=pigeon: expected ")]
    [InlineData("MODEL_NAME", "no-such", "MODEL_NAME=no-such: expected ")]
    [InlineData("STRATEGY_PARAMS", "stop_atr=99", "stop_atr=99: expected a number")]
    [InlineData("STRATEGY_ASSEMBLY", "/nowhere/edge.dll", "there is no such file")]
    [InlineData("EXCHANGE_URL", "ftp://exchange", "EXCHANGE_URL=***: ")]
    [InlineData("MIN_ATR_MULTIPLE", "6", "min_atr_multiple")]
    [InlineData("TIMEFRAMES", "5m", "section AgentBridge: TIMEFRAMES is not a setting; did you mean TIMEFRAME?")]
    [InlineData("COLOUR", "red", "section AgentBridge: COLOUR is not a setting; the table of settings lists them all.")]
    public async Task Start_WrongSetting_FailsWithTheMessage(string key, string? value, string message)
    {
        await using var host = new BridgeHost { RunsAgent = false };
        host.Settings[key] = value;

        var failure = await FluentActions.Awaiting(() => host.StartAsync()).Should().ThrowAsync<OptionsValidationException>();

        failure.Which.Message.Should().ContainEquivalentOf(message).And.Contain("section AgentBridge");
        Directory.Exists(host.PathOf("journals")).Should().BeFalse("nothing is touched before the settings are right");
    }

    [Fact]
    public async Task Start_SeveralWrongSettings_NamesEach()
    {
        await using var host = new BridgeHost();
        host.Settings["TIMEFRAME"] = "7m";
        host.Settings["MAX_CAPITAL_PCT"] = "2";
        host.Settings["EXCHANGE_URL"] = "ftp://exchange";

        var failure = await FluentActions.Awaiting(() => host.StartAsync()).Should().ThrowAsync<OptionsValidationException>();

        failure.Which.Failures.Should().HaveCount(3);
    }

    [Fact]
    public async Task Start_WrongRedisUrl_ShowsNoPassword()
    {
        await using var host = new BridgeHost();
        host.Settings["REDIS_URL"] = "redis://:hunter2@host:99999";

        var failure = await FluentActions.Awaiting(() => host.StartAsync()).Should().ThrowAsync<OptionsValidationException>();

        failure.Which.ToString().Should().Contain("REDIS_URL").And.NotContain("hunter2");
        host.Log.Everything.Should().NotContain("hunter2");
    }

    [Fact]
    public async Task Start_JournalFolderIsAFile_FailsWithTheMessage()
    {
        await using var host = new BridgeHost();
        await File.WriteAllTextAsync(host.PathOf("journals"), "a file");

        var failure = await FluentActions.Awaiting(() => host.StartAsync()).Should().ThrowAsync<JournalException>();

        failure.Which.Message.Should().Contain(host.PathOf("journals"));
    }

    [Fact]
    public async Task Settings_KeysInAnyCaseAndListsAsJsonHasThem_AreRead()
    {
        await using var host = new BridgeHost { RunsAgent = false };
        _ = host.Settings.Remove("TIMEFRAME");
        host.Settings["Timeframe"] = "15m";
        host.Settings["PAIRS:0"] = "BTC/USDT";
        host.Settings["PAIRS:1"] = "ETH/USDT";

        await host.StartAsync();

        var settings = host.Services.GetRequiredService<BridgeConfig>();
        settings.Timeframe.ToString().Should().Be("15m");
        settings.Pairs.Should().Equal("BTC/USDT", "ETH/USDT");
    }

    [Fact]
    public void Settings_AtTheRoot_PassOverWhatIsNotTheirs()
    {
        // As where the environment's variables are in the configuration.
        using var host = Root(("PATH", "/bin"), ("Logging:LogLevel:Default", "Warning"), ("TIMEFRAMES", "x"));

        host.Services.GetRequiredService<BridgeConfig>().Timeframe.ToString().Should().Be("5m");
    }

    [Fact]
    public void Settings_AreTheRowsOfTheTable()
    {
        // Whatever .env accepts, a host accepts under the same name with the same values.
        using var host = Root([.. ConfigKeys.All.Select(k => (k.Name, k.Default))]);

        (host.Services.GetRequiredService<BridgeConfig>() with { Pairs = [] }).Should().Be(new BridgeConfig());
    }

    [Fact]
    public void AddAgentBridge_Twice_IsRefused()
    {
        var services = new ServiceCollection().AddAgentBridge(new ConfigurationBuilder().Build());

        FluentActions.Invoking(() => services.AddAgentBridge(new ConfigurationBuilder().Build())).Should().Throw<InvalidOperationException>().WithMessage("*once*");
    }

    [Fact]
    public async Task AddAgentBridge_WithoutLogging_Works()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Minimal.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        await using var services = new ServiceCollection().AddAgentBridge(configuration).BuildServiceProvider();

        services.GetRequiredService<SignalChannel>().Description.Should().Be("Redis list signals at redis://127.0.0.1:6379/0");
    }

    private static (string Key, string Value)[] Minimal =>
        [("REDIS_URL", "redis://127.0.0.1:6379/0"), ("DEFAULT_SYMBOL", "BTC/USDT"), ("TIMEFRAME", "5m"), ("MAX_CAPITAL_PCT", "0.05"), ("MODEL_NAME", "breakout")];

    private static IHost Root(params (string Key, string Value)[] more)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var values = Minimal.ToDictionary(s => s.Key, s => (string?)s.Value, StringComparer.Ordinal);
        foreach (var (key, value) in more)
        {
            values[key] = value;
        }

        builder.Configuration.AddInMemoryCollection(values);
        builder.Services.AddAgentBridge(builder.Configuration);
        return builder.Build();
    }
}
