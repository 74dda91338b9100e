using System.Text.Json;
using AgentBridge.Tests.Plugins;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Packages;

/// <summary>The command line compiled ahead of time: the same answers as the ordinary program, byte for byte.</summary>
[Trait(Cost.Key, Cost.Long)]
public sealed class AheadOfTimeTests(AheadOfTimeProgram program) : IClassFixture<AheadOfTimeProgram>
{
    public static TheoryData<string> Commands => new()
    {
        "--help", "dry-run --help", "strategies", "strategies --json", "strategies ema-cross --timeframe 15m",
        "indicators", "indicators ema --json", "indicators atr --candles candles.csv --out OUT.jsonl",
        "candles check gaps.csv", "candles check gaps.csv --json", "candles check candles.csv --json",
        "generate --candles candles.csv --out OUT.jsonl", "generate --candles candles.csv --out OUT.jsonl --strategy ema-cross --param fast=5 --no-risk",
        "generate --candles candles.csv --out OUT.jsonl --strategy session --param strategy=cooldown+macd --param short=true",
        "fuzz --count 20000 --seed 7 --json", "run-cycle --candles candles.csv --json", "why BTC/USDT", "fetch BTC/USDT",
        "generate --candles nowhere.csv --out OUT.jsonl --json", "strategies check breakout --candles candles.csv --json",
    };

    [SkippableTheory]
    [MemberData(nameof(Commands))]
    public async Task Command_AheadOfTime_AnswersAsTheOrdinaryProgram(string command)
    {
        var (ordinary, ahead) = (await program.RunAsync(isAhead: false, command), await program.RunAsync(isAhead: true, command));

        ahead.Should().Be(ordinary);
    }

    [SkippableFact]
    public async Task Validate_WholeCorpus_AnswersAsTheOrdinaryProgram()
    {
        var corpus = Directory.GetFiles(Repository.PathOf("schema", "corpus"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        string[] words = ["validate", "--json", .. corpus];

        (await program.RunAsync(isAhead: true, words)).Should().Be(await program.RunAsync(isAhead: false, words));
    }

    [SkippableFact]
    public async Task Doctor_AheadOfTime_ChecksTheSame()
    {
        static string[] Checked(string text) =>
            [.. JsonDocument.Parse(text.Split('\n').First(line => line.StartsWith('['))).RootElement.EnumerateArray().Select(c => $"{c.GetProperty("check")} {c.GetProperty("ok")}")];

        // The one is a package with content beside it, and the other has none: that the rest is equal is enough.
        var ordinary = Checked(await program.RunAsync(isAhead: false, "doctor --json"));
        var ahead = Checked(await program.RunAsync(isAhead: true, "doctor --json"));

        ordinary.Where(c => !c.StartsWith("sources ", StringComparison.Ordinal)).Should().BeSubsetOf(ahead);
        ahead.Should().Contain("installation True");
    }

    [SkippableFact]
    public async Task Simulate_AheadOfTime_ServesTheSameCandles()
    {
        // Of the days before the running one: at its start the simulator shifts them by the same whole days.
        static string Prices(string klines) =>
            string.Join('\n', JsonDocument.Parse(klines).RootElement.EnumerateArray().Select(k => string.Join(',', k.EnumerateArray().Skip(1).Take(5).Select(v => v.GetString()))));

        var ordinary = await program.SimulatedAsync(isAhead: false, "api/v3/klines?symbol=BTCUSDT&interval=5m&limit=500");
        var ahead = await program.SimulatedAsync(isAhead: true, "api/v3/klines?symbol=BTCUSDT&interval=5m&limit=500");

        Prices(ahead).Split('\n')[..^1].Should().HaveCountGreaterThan(400).And.Equal(Prices(ordinary).Split('\n')[..^1]);
    }

    [SkippableFact]
    public async Task StrategyAssembly_AheadOfTime_IsRefusedAndTheOrdinaryToolNamed() =>
        (await program.RunAsync(isAhead: true, "strategies", "--strategy-assembly", TestPlugin.Path)).Should().StartWith("2\n")
            .And.Contain("compiled ahead of time").And.Contain("the .NET tool AgentBridge.Cli");
}
