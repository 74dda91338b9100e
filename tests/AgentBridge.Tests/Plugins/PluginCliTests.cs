using System.Diagnostics;
using System.Text.Json;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Plugins;

/// <summary>Strategies of a user's assembly on the command line, in every command that takes one.</summary>
public sealed class PluginCliTests : IDisposable
{
    private static readonly string[] Own = ["--strategy", "mean-cross", "--strategy-assembly", TestPlugin.Path];

    private readonly BridgeCli _cli = new() { Clock = new FixedClock(CliCandles.Close.AddDays(400)) };

    [Fact]
    public async Task Generate_ByOptionSettingsOrARelativePath_IsOneStrategy()
    {
        var file = _cli.WriteCandles(CliCandles.Generated(3_000));
        TestPlugin.CopyTo(_cli.PathOf("bin", "mine"));

        var byOption = await GenerateAsync("--candles", file, "--strategy", "mean-cross", "--strategy-assembly", "bin/mine/AgentBridge.TestPlugin.dll", "--param", "fast=4");
        (_cli.Environment["MODEL_NAME"], _cli.Environment["STRATEGY_PARAMS"]) = ("mean-cross", "fast=4");
        var byModel = await GenerateAsync("--candles", file, "--strategy-assembly", TestPlugin.Path);
        _cli.Environment["STRATEGY_ASSEMBLY"] = "bin/mine/AgentBridge.TestPlugin.dll";
        var bySettings = await GenerateAsync("--candles", file);

        byOption.Should().HaveCountGreaterThan(20).And.Equal(byModel).And.Equal(bySettings);
        byOption[0].Should().Contain("fast mean crossed above the slow one");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Generate_StrategyPrintsAndItsThreadsThrow_ResultsStayWholeAndTheProgramContinues()
    {
        var file = _cli.WriteCandles(CliCandles.Generated(3_000));

        var result = await BridgeProcess.RunAsync(new ProcessStartInfo(
            BridgeProcess.Dotnet, ["exec", BridgeProcess.Program, "generate", "--candles", file, "--out", "o.jsonl", "--strategy", "noisy", "--strategy-assembly", TestPlugin.Path, "--json"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = _cli.Folder,
        });

        result.ExitCode.Should().Be(0, result.Error);
        JsonDocument.Parse(result.Out).RootElement.GetProperty("candles").GetInt32().Should().Be(3_000);
        result.Error.Should().Contain("a candle\n")
            .And.Contain("bridge: an exception that no one caught ended a thread of a strategy (InvalidOperationException: nobody catches it); its decisions may be wrong\n");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task RunCycle_RequirementsThatNeverReturn_AreRefusedInOneLine()
    {
        var file = _cli.WriteCandles(CliCandles.Generated(100));

        var result = await _cli.RunAsync("run-cycle", "--candles", file, "--strategy-assembly", TestPlugin.Path, "--strategy", "thrower", "--param", "place=endless_needs");

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain("strategy thrower: its requirements (NeedsOf) or options did not return within 10 s");
    }

    [Fact]
    public async Task RunCycle_AsOfEachSignal_DecidesWhatGenerateWrites()
    {
        var candles = CliCandles.Generated(3_000);
        var generated = await GenerateAsync(["--candles", _cli.WriteCandles(candles), .. Own]);
        foreach (var line in generated.TakeLast(4))
        {
            var timestamp = JsonDocument.Parse(line).RootElement.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds();
            var file = _cli.WriteCandles(candles.ClosedBy(timestamp), "cut.csv");

            var cycle = await _cli.RunAsync(["run-cycle", "--candles", "BTC/USDT=" + file, .. Own]);

            cycle.ExitCode.Should().Be(0, cycle.Error);
            cycle.Out.TrimEnd().Should().Be(line);
        }
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task DryRun_OnPaper_PublishesWhatGenerateWrites()
    {
        _cli.UseFileChannel();
        _cli.PassG1();
        var file = _cli.WriteCandles(CliCandles.Generated(3_000));
        var generated = await GenerateAsync(["--candles", file, .. Own]);

        var result = await _cli.RunAsync(["dry-run", "--host", "paper", "--candles", file, .. Own, "--json"]);
        var shown = await _cli.RunAsync(["dry-run", "--host", "paper", "--candles", file, .. Own]);

        result.ExitCode.Should().Be(0, result.Error);
        result.Json().GetProperty("trades").GetArrayLength().Should().BePositive();
        DecisionJournal.Read(_cli.Journals).Select(row => row.DecisionId)
            .Should().Equal(generated.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("decision_id").GetString()));
        shown.Out.Should().Contain("strategy mean-cross/2 (fast=5;lows=10;slow=20)").And.NotContain("not a profitable strategy", "a user's strategy is not an example of this project");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task DryRun_AnotherBuildUnderTheSameVersion_IsReportedOnce()
    {
        _cli.UseFileChannel();
        _cli.PassG1();
        var file = _cli.WriteCandles(CliCandles.Generated(1_500));
        var copy = TestPlugin.CopyTo(_cli.PathOf("bin"));
        string[] words = ["dry-run", "--host", "paper", "--candles", file, "--strategy", "mean-cross", "--strategy-assembly", copy];

        (await _cli.RunAsync(words)).Error.Should().NotContain("another assembly");
        File.AppendAllText(copy, "another build");

        (await _cli.RunAsync(words)).Error.Should().Contain("bridge: strategy mean-cross/2 comes from another assembly than before (SHA-256 ");
        (await _cli.RunAsync(words)).Error.Should().NotContain("another assembly");
    }

    [Fact]
    public async Task Strategies_Json_NamesTheOriginOfEach()
    {
        var all = (await _cli.RunAsync("strategies", "--strategy-assembly", TestPlugin.Path, "--json")).Json();
        var text = await _cli.RunAsync("strategies", "mean-cross", "--strategy-assembly", TestPlugin.Path);

        all.EnumerateArray().Select(s => s.GetProperty("name").GetString()).Should().Equal([.. TestStrategies.BuiltInNames, "mean-cross", "noisy", "shares-state", "thrower", "unending"]);
        all[0].GetProperty("assembly").ValueKind.Should().Be(JsonValueKind.Null);
        all[0].GetProperty("sha256").ValueKind.Should().Be(JsonValueKind.Null);
        all[TestStrategies.BuiltInNames.Length].GetProperty("assembly").GetString().Should().Be(TestPlugin.Path);
        all[TestStrategies.BuiltInNames.Length].GetProperty("sha256").GetString().Should().Be(StrategyAssembly.Load(TestPlugin.Path).Origin.Sha256);
        text.Out.Should().ContainAll("mean-cross/2", "closes in the slow mean; more than fast", $"assembly {TestPlugin.Path}", $"SHA-256  {StrategyAssembly.Load(TestPlugin.Path).Origin.Sha256}");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Check_OfAnAssembly_PassesTheSoundOneAndCatchesTheOther()
    {
        var file = _cli.WriteCandles(CliCandles.Generated(1_500));

        var sound = await _cli.RunAsync("strategies", "check", "mean-cross", "--strategy-assembly", TestPlugin.Path, "--candles", file, "--json");
        var sabotaged = await _cli.RunAsync("strategies", "check", "shares-state", "--strategy-assembly", TestPlugin.Path, "--candles", file, "--json");
        var throwing = await _cli.RunAsync("strategies", "check", "thrower", "--param", "place=candle", "--param", "every=500", "--strategy-assembly", TestPlugin.Path, "--candles", file, "--json");

        sound.ExitCode.Should().Be(0, sound.Out + sound.Error);
        (sound.Json().GetProperty("ok").GetBoolean(), sound.Json().GetProperty("plans").GetInt32() > 20).Should().Be((true, true));
        (sabotaged.ExitCode, sabotaged.Json().GetProperty("ok").GetBoolean()).Should().Be((1, false));
        throwing.ExitCode.Should().Be(1);
        throwing.Json().GetProperty("findings")[0].GetProperty("detail").GetString().Should().Contain("threw InvalidOperationException: a candle it does not like");
        throwing.Json().GetProperty("findings")[0].GetProperty("candle_open").GetString().Should().MatchRegex("^2025-06-0[0-9]T[0-9:.]+Z$");
        throwing.Json().GetProperty("not_checked").EnumerateArray().Select(rule => rule.GetString()).Should().Equal("PREFIX", "START", "DETERMINISM", "STREAM=BATCH", "NAN", "GAP", "FLAT", "EXTREME", "TIME", "BYTES");
        sound.Json().GetProperty("not_checked").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Check_StrategyThatThrows_CallsNoUncheckedRuleOk()
    {
        var file = _cli.WriteCandles(CliCandles.Generated(1_500));

        var result = await _cli.RunAsync("strategies", "check", "thrower", "--param", "place=candle", "--param", "every=500", "--strategy-assembly", TestPlugin.Path, "--candles", file);

        result.ExitCode.Should().Be(1);
        result.Out.Should().NotContain("NaN").And.NotContain("  ok ").And.Contain("it threw, so speed and memory were not measured").And.Contain("every=500;")
            .And.MatchRegex("FAULT CONTRACT +candle [0-9]+ \\(2025-06-0[0-9]T[0-9:.]+Z\\): threw InvalidOperationException")
            .And.MatchRegex("PREFIX +not checked").And.MatchRegex("BYTES +not checked");
    }

    [Fact]
    public async Task Generate_StrategyThatThrows_WritesTheRestCountsAndExits1()
    {
        var file = _cli.WriteCandles(CliCandles.Generated(1_500));

        var result = await _cli.RunAsync("generate", "--candles", file, "--no-risk", "--strategy", "thrower", "--param", "place=candle", "--param", "every=200", "--strategy-assembly", TestPlugin.Path, "--out", "o.jsonl", "--json");

        result.ExitCode.Should().Be(1);
        var failed = result.Json().GetProperty("generator_failed").GetInt32();
        failed.Should().BeInRange(7 * 3, 8 * 3);
        result.Error.Should().Contain($"bridge: GENERATOR_FAILED: {failed} candles were not decided: each on which the strategy threw, and its warm-up after that; first, strategy thrower/1 failed on the candle of 2025-06-0").And.Contain("InvalidOperationException: a candle it does not like\n").And.NotContain("   at ");
        (await File.ReadAllLinesAsync(_cli.PathOf("o.jsonl"))).Should().HaveCount(result.Json().GetProperty("raw").GetInt32()).And.HaveCountGreaterThan(100);
    }

    [Theory]
    [InlineData("place=open", "InvalidOperationException: it does not open")]
    [InlineData("place=candle", "InvalidOperationException: a candle it does not like")]
    public async Task RunCycle_StrategyThatThrows_DecidesNothingAndSaysWhy(string parameter, string why)
    {
        var file = _cli.WriteCandles(CliCandles.Generated(1_200));

        var result = await _cli.RunAsync("run-cycle", "--candles", file, "--strategy", "thrower", "--param", parameter, "--strategy-assembly", TestPlugin.Path, "--json");

        result.ExitCode.Should().Be(1);
        (result.Json().GetProperty("result").GetString(), result.Json().GetProperty("code").GetString()).Should().Be(("NO_TRADE", "GENERATOR_FAILED"));
        result.Error.Should().Contain("bridge: GENERATOR_FAILED: strategy thrower/1 failed on the candle of ").And.Contain(why);
    }

    [Fact]
    public async Task DryRun_OnPaperWithAStrategyThatThrows_TradesTheRestAndReportsIt()
    {
        _cli.UseFileChannel();
        _cli.PassG1();
        var file = _cli.WriteCandles(CliCandles.Generated(1_500));

        var result = await _cli.RunAsync("dry-run", "--host", "paper", "--candles", file, "--strategy", "thrower", "--param", "place=candle", "--param", "every=200", "--strategy-assembly", TestPlugin.Path, "--json");

        result.ExitCode.Should().Be(1, result.Error);
        result.Json().GetProperty("trades").GetArrayLength().Should().BePositive();
        result.Json().GetProperty("gates").EnumerateArray().Should().OnlyContain(gate => gate.GetProperty("passed").GetBoolean());
        result.Error.Should().Contain("candles were not decided: each on which the strategy threw, and its warm-up after that; first, strategy thrower/1 failed on the candle of ");
    }

    [Fact]
    public async Task DryRun_OnPaperWithAStrategyThatThrows_TheVerdictReportsIt()
    {
        _cli.UseFileChannel();
        _cli.PassG1();
        var file = _cli.WriteCandles(CliCandles.Generated(1_500));

        var result = await _cli.RunAsync("dry-run", "--host", "paper", "--candles", file, "--strategy", "thrower", "--param", "place=candle", "--param", "every=200", "--strategy-assembly", TestPlugin.Path);

        result.ExitCode.Should().Be(1, result.Error);
        result.Out.Should().Contain("All gates passed, and the strategy threw (GENERATOR_FAILED)").And.MatchRegex("undecided [0-9]+ of 1500 candles: the strategy threw");
    }

    [Theory]
    [InlineData("strategies --strategy-assembly none.dll", "none.dll: there is no such file; build the project")]
    [InlineData("strategies --strategy-assembly ", "--strategy-assembly: expected the path of a .dll")]
    [InlineData("generate --candles c.csv --out o.jsonl --strategy-assembly c.csv", "c.csv: it is not a .NET assembly")]
    [InlineData("run-cycle --candles c.csv --strategy-assembly PLUGIN --strategy nonsense", "--strategy nonsense: there is no such strategy; available: BUILTIN, mean-cross, noisy, shares-state, thrower, unending")]
    [InlineData("run-cycle --candles c.csv --strategy-assembly PLUGIN --strategy mean-cross --param fast=30", "strategy mean-cross: fast must be less than slow")]
    [InlineData("dry-run --host paper --strategy-assembly c.csv", "c.csv: it is not a .NET assembly")]
    [InlineData("strategies check mean-cross --candles c.csv", "strategies check mean-cross: there is no such strategy; available: BUILTIN; add one of yours with --strategy-assembly FILE.dll or STRATEGY_ASSEMBLY")]
    [InlineData("generate --candles ../BTC_USDT-5n.csv --out o.jsonl", "BTC_USDT-5n.csv does not exist; check the path")]
    [InlineData("generate --candles none_ETHUSDT_x-1h.csv --out o.jsonl", "none_ETHUSDT_x-1h.csv does not exist; check the path")]
    [InlineData("generate --candles ETH_USDT-5m.csv --symbol BTC/USDT --out o.jsonl", "ETH_USDT-5m.csv does not exist; check the path")]
    [InlineData("run-cycle --candles c.csv --strategy breakout --param high_lookbak=20", "high_lookbak: strategy breakout has no such parameter; available: high_lookback")]
    [InlineData("run-cycle --candles c.csv --strategy breakout --param high_lookbak=20", "; did you mean high_lookback?")]
    [InlineData("run-cycle --strategy-assembly none.dll --strategy mean-cross", "none.dll: there is no such file")]
    public async Task Arguments_Wrong_AreNamedAndExit2(string line, string named)
    {
        _cli.WriteCandles(CliCandles.Quiet, "c.csv");

        (await _cli.RunAsync(line.Replace("PLUGIN", TestPlugin.Path, StringComparison.Ordinal).Split(' '))).SingleComplaint(exitCode: 2).Should().Contain(named.Replace("BUILTIN", TestStrategies.BuiltInList, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Needs_ThatThrow_AreOneLineAndExit2()
    {
        var file = _cli.WriteCandles(CliCandles.Quiet);

        var result = await _cli.RunAsync("run-cycle", "--candles", file, "--strategy-assembly", TestPlugin.Path, "--strategy", "thrower", "--param", "place=needs");

        result.ExitCode.Should().Be(2);
        result.Messages.Should().Equal("bridge: strategy thrower: its name, options or needs can't be read: InvalidOperationException: needs nothing, and says so on two lines");
    }

    [Theory]
    [InlineData("MODEL_NAME=mean-cross", "MODEL_NAME=mean-cross: expected the name of a built-in strategy, or of one of STRATEGY_ASSEMBLY (the strategy that decides)")]
    [InlineData("MODEL_NAME=nonsense;STRATEGY_ASSEMBLY=PLUGIN", "MODEL_NAME=nonsense: there is no such strategy; available: BUILTIN, mean-cross")]
    [InlineData("STRATEGY_ASSEMBLY=none.dll", "none.dll: there is no such file")]
    public async Task Settings_Wrong_AreNamedAndExit2(string settings, string named)
    {
        var file = _cli.WriteCandles(CliCandles.Quiet);
        foreach (var setting in settings.Replace("PLUGIN", TestPlugin.Path, StringComparison.Ordinal).Split(';').Select(s => s.Split('=', 2)))
        {
            _cli.Environment[setting[0]] = setting[1];
        }

        (await _cli.RunAsync("run-cycle", "--candles", file)).SingleComplaint(exitCode: 2).Should().Contain(named.Replace("BUILTIN", TestStrategies.BuiltInList, StringComparison.Ordinal));
        (await _cli.RunAsync("doctor")).Out.Should().Contain("NO");
    }

    [Fact]
    public async Task Assembly_WithoutANamedStrategy_IsReported()
    {
        var file = _cli.WriteCandles(CliCandles.Quiet);

        var result = await _cli.RunAsync("run-cycle", "--candles", file, "--strategy-assembly", TestPlugin.Path);

        result.ExitCode.Should().Be(0, result.Error);
        result.Error.Should().Contain($"bridge: breakout/1 is built in: {TestPlugin.Path} is not used (name one of its strategies with --strategy or MODEL_NAME)");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Assembly_InAProgramThatMakesNoCode_IsRefusedAndTheOrdinaryOneNamed()
    {
        // The answer of a program compiled ahead of time, simulated by its runtime switch.
        var copy = _cli.PathOf("aot");
        CopyProgram(copy);
        var config = Path.Combine(copy, "bridge.runtimeconfig.json");
        var text = await File.ReadAllTextAsync(config);
        await File.WriteAllTextAsync(config, text.Replace("\"configProperties\": {", "\"configProperties\": {\n      \"System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported\": false,", StringComparison.Ordinal));

        var result = await BridgeProcess.RunAsync(new ProcessStartInfo(BridgeProcess.Dotnet, ["exec", Path.Combine(copy, "bridge.dll"), "strategies", "--strategy-assembly", TestPlugin.Path])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = _cli.Folder,
        });

        result.ExitCode.Should().Be(2, result.Error);
        result.Error.Should().Be($"bridge: {TestPlugin.Path}: this program was compiled ahead of time and can't load assemblies; build your strategy into a native library, or use the ordinary program (./bridge, or the .NET tool AgentBridge.Cli)\n");
    }

    public void Dispose() => _cli.Dispose();

    /// <summary>The program from its own output folder; the folder of the tests contains many other files.</summary>
    private static void CopyProgram(string folder)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(Path.Combine(own.Parent!.Parent!.FullName, "AgentBridge.Cli", own.Name)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    private async Task<string[]> GenerateAsync(params string[] words)
    {
        var result = await _cli.RunAsync(["generate", .. words, "--out", "o.jsonl"]);
        result.ExitCode.Should().Be(0, result.Error);
        return await File.ReadAllLinesAsync(_cli.PathOf("o.jsonl"));
    }
}
