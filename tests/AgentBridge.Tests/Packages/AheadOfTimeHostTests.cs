using System.Diagnostics;
using AgentBridge.Cli;
using AgentBridge.Engine;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Packages;

/// <summary>A host with <c>services.AddAgentBridge(configuration)</c>, compiled ahead of time: no warning, and the agent in it decides and publishes.</summary>
[Trait(Cost.Key, Cost.Long)]
public sealed class AheadOfTimeHostTests : IDisposable
{
    private readonly BridgeCli _cli = new();

    [SkippableFact]
    public async Task Host_AheadOfTime_CompilesWithoutWarningsDecidesAndChecksItsSettings()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && (Executables.Find("clang") ?? Executables.Find("gcc")) is not null, "the host is compiled ahead of time on Linux with gcc or clang");
        var artifacts = _cli.PathOf("artifacts");
        var published = await ProcessAsync(
            BridgeProcess.Dotnet,
            Repository.Root,
            "publish", "tests/AgentBridge.Tests.Host", "-c", "Release", "-r", "linux-x64", "-p:PublishAot=true", "-p:RunAnalyzers=false", "-v", "quiet", "-nodeReuse:false", $"-p:ArtifactsPath={artifacts}");
        published.ExitCode.Should().Be(0, published.Out + published.Error);
        (published.Out + published.Error).Should().NotContain("warning");
        var program = Path.Combine(artifacts, "publish", "AgentBridge.Tests.Host", "release_linux-x64", "AgentBridge.Tests.Host");

        var markets = new[] { "BTC/USDT", "ETH/USDT" }.Select((pair, i) => new SimulatedMarket { Candles = GeneratedCandles.Create(new() { Count = 1_200, Seed = i + 1, Symbol = pair }), TickSize = 0.01 });
        await using var exchange = await ExchangeSimulatorHost.StartAsync(new() { Markets = [.. markets] }, TimeProvider.System);
        string[] settings =
        [
            $"--AgentBridge:EXCHANGE_URL={exchange.Url.AbsoluteUri}", "--AgentBridge:REDIS_URL=redis://127.0.0.1:1/0", "--AgentBridge:DEFAULT_SYMBOL=BTC/USDT", "--AgentBridge:PAIRS=BTC/USDT,ETH/USDT",
            "--AgentBridge:TIMEFRAME=5m", "--AgentBridge:MAX_CAPITAL_PCT=0.05", "--AgentBridge:TRANSPORT=file", "--AgentBridge:STRATEGY_TIMEOUT_MS=60000", "--Logging:LogLevel:Default=None",
        ];
        var ran = await ProcessAsync(program, _cli.Folder, [.. settings, "--AgentBridge:MODEL_NAME=every-candle", "--AgentBridge:STRATEGY_PARAMS=stop_atr=2"]);
        var refused = await ProcessAsync(program, _cli.Folder, [.. settings, "--AgentBridge:MODEL_NAME=every-candle", "--AgentBridge:STRATEGY_PARAMS=stop_atr=200"]);

        ran.ExitCode.Should().Be(0, ran.Out + ran.Error);
        ran.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal(
            "BTC/USDT every-candle/1 PUBLISHED", "ETH/USDT every-candle/1 PUBLISHED",
            "agentbridge-agent Healthy", "agentbridge-channel Healthy", "agentbridge-exchange Healthy", "agentbridge-journal Healthy", "agentbridge-strategy Healthy");
        DecisionJournal.Read(_cli.Journals).Select(row => row.Symbol).Should().BeEquivalentTo("BTC/USDT", "ETH/USDT");
        refused.ExitCode.Should().NotBe(0);
        refused.Error.Should().Contain("stop_atr=200").And.Contain("OptionsValidationException");
    }

    public void Dispose() => _cli.Dispose();

    private static Task<CliResult> ProcessAsync(string program, string folder, params string[] words) => BridgeProcess.RunAsync(
        new ProcessStartInfo(program, words) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder },
        TimeSpan.FromMinutes(30));
}
