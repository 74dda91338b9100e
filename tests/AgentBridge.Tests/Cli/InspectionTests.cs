using AgentBridge.Engine;
using AgentBridge.Tests.Exchanges;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>The read-only commands: why, gates, doctor, validate, candles, fuzz.</summary>
[Trait(Cost.Key, Cost.Slow)]
public class InspectionTests
{
    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Why_AReplayedTrade_IsShownFromCandleToResult()
    {
        using var cli = await ReplayedAsync();
        var id = TradeResultJournal.Read(cli.Journals)[0].DecisionId;

        var whole = await cli.RunAsync("why", id, "--json");
        var prefix = await cli.RunAsync("why", id[..8], "--json");
        var text = await cli.RunAsync("why", id);

        whole.ExitCode.Should().Be(0);
        var document = whole.Json();
        document.GetProperty("decision_id").GetString().Should().Be(id);
        document.GetProperty("stages").EnumerateArray().Select(s => s.GetProperty("stage").GetString())
            .Should().Equal("candle", "signal", "risk", "journal", "publication", "order", "exit", "result");
        prefix.Out.Should().Be(whole.Out);
        text.Out.Should().Contain(id).And.Contain("PUBLISHED").And.Contain("APPROVED");
    }

    [Fact]
    public async Task Why_ARefusedSignal_SaysWhereItStopped()
    {
        using var cli = await ReplayedAsync();
        var refused = ActionLog.Read(cli.Journals, r => string.Equals(r.Entry.Action, "refuse", StringComparison.Ordinal)).Records[0];
        var id = refused.Entry.InputRefs.Concat(refused.Entry.OutputRefs).First();

        var result = await cli.RunAsync("why", id, "--json");

        var last = result.Json().GetProperty("stages").EnumerateArray().Last();
        last.GetProperty("stage").GetString().Should().Be("order");
        last.GetProperty("outcome").GetString().Should().Be(refused.Entry.Result);
    }

    [Fact]
    public async Task Why_ADeniedDecision_NamesTheCode()
    {
        using var cli = new BridgeCli();
        var cycle = await cli.RunAsync("run-cycle", "--json", "--candles", cli.WriteCandles(CliCandles.Denied));

        var result = await cli.RunAsync("why", cycle.Json().GetProperty("decision_id").GetString()!, "--json");

        result.ExitCode.Should().Be(0);
        var stages = result.Json().GetProperty("stages").EnumerateArray().ToList();
        stages.Select(s => s.GetProperty("stage").GetString()).Should().Equal("candle", "signal", "risk");
        stages[^1].GetProperty("outcome").GetString().Should().Be("STOP_TOO_FAR");
    }

    [Fact]
    public async Task Why_ARunInTheArchive_IsFound()
    {
        using var cli = await ReplayedAsync();
        var id = TradeResultJournal.Read(cli.Journals)[0].DecisionId;
        var before = await cli.RunAsync("why", id);
        cli.Clock = new FixedClock(cli.Clock.GetUtcNow().AddMinutes(1));
        await cli.RunAsync("dry-run", "--host", "paper", "--candles", cli.WriteCandles(CliCandles.Quiet, "quiet.csv"));
        DecisionJournal.Read(cli.Journals).Should().BeEmpty();

        var result = await cli.RunAsync("why", id);

        result.Out.Should().Be(before.Out);
    }

    [Fact]
    public async Task Why_TradedByABotWithAFolderOfItsOwn_ShowsBothParts()
    {
        using var cli = await ReplayedAsync();
        var id = TradeResultJournal.Read(cli.Journals)[0].DecisionId;
        var whole = await cli.RunAsync("why", id);
        var bot = Directory.CreateDirectory(Path.Combine(cli.Journals, "my-bot")).FullName;
        await File.WriteAllTextAsync(Path.Combine(bot, BotFolder.LockName), "{}\n");
        File.Move(Path.Combine(cli.Journals, TradeResultJournal.FileName), Path.Combine(bot, TradeResultJournal.FileName));

        var result = await cli.RunAsync("why", id);

        result.Out.Should().Be(whole.Out);
    }

    [Theory]
    [InlineData("00000000-0000-5000-8000-000000000000")]
    [InlineData("00000000")]
    public async Task Why_Unknown_Exit1(string id)
    {
        using var cli = new BridgeCli();

        (await cli.RunAsync("why", id)).SingleComplaint(exitCode: 1).Should().Contain(id);
        (await cli.RunAsync("why", id, "--json")).SingleComplaint(exitCode: 1).Should().Contain(id);
    }

    [Fact]
    public async Task Gates_AfterAReplay_AllHold()
    {
        using var cli = await ReplayedAsync();

        var json = await cli.RunAsync("gates", "--json");
        var text = await cli.RunAsync("gates");
        var strict = await cli.RunAsync("gates", "--require-freqtrade");

        json.ExitCode.Should().Be(0);
        json.Json().EnumerateArray().Should().HaveCount(4).And.OnlyContain(g => g.GetProperty("passed").GetBoolean());
        text.ExitCode.Should().Be(0);
        text.Out.Should().Contain("paper host: ");
        strict.ExitCode.Should().Be(1, "paper trades are not Freqtrade's");
    }

    [Fact]
    public async Task Gates_OtherSources_G1IsOpen()
    {
        using var cli = await ReplayedAsync();
        cli.Write("root/README.md", "changed");

        var result = await cli.RunAsync("gates", "--json");

        result.ExitCode.Should().Be(1);
        result.Json()[0].GetProperty("passed").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task Gates_AFileThatIsNoJournal_Exit2()
    {
        using var cli = new BridgeCli();
        cli.Write("decision_logs/trade_results.csv", "these,are,other,columns\n");

        var result = await cli.RunAsync("gates");

        result.SingleComplaint(exitCode: 2).Should().Contain("trade_results.csv");
    }

    [Fact]
    public async Task Doctor_AFreshFolder_Exit0AndLeavesNothing()
    {
        using var cli = new BridgeCli();

        var text = await cli.RunAsync("doctor");
        var json = await cli.RunAsync("doctor", "--json");

        text.ExitCode.Should().Be(0);
        json.ExitCode.Should().Be(0);
        var checks = json.Json().EnumerateArray().ToList();
        checks.Select(c => c.GetProperty("check").GetString()).Should().Contain([".NET", "configuration", "journals", "redis-server", "clock", "channel"]);
        checks.Should().OnlyContain(c => c.GetProperty("ok").GetBoolean() == (c.GetProperty("remedy").GetString()!.Length == 0), "every failure has a remedy");
        Directory.EnumerateFileSystemEntries(cli.Folder).Should().BeEmpty();
    }

    [Theory]
    [InlineData("redis://[::1]:1/0")]
    [InlineData("redis://127.0.0.1:1/0")]
    public async Task Doctor_AServerThatIsNotThere_IsARowOfItsTable(string url)
    {
        using var cli = new BridgeCli();
        cli.Environment["REDIS_URL"] = url;

        var result = await cli.RunAsync("doctor", "--json");

        result.Json().EnumerateArray().Should().Contain(c => c.GetProperty("check").ValueEquals("clock"), "the table is whole");
        result.Json().EnumerateArray().Should().Contain(c => (c.GetProperty("check").ValueEquals("channel") || c.GetProperty("check").ValueEquals("configuration")) && !c.GetProperty("ok").GetBoolean());
    }

    [Theory]
    [InlineData("nope=1", "nope")]
    [InlineData("tp1_r=0", "tp1_r=0")]
    [InlineData("tp1_r=3;tp2_r=2", "tp2_r must be more than tp1_r")]
    public async Task Doctor_ParametersThatTheStrategyDoesNotTake_FailTheConfiguration(string parameters, string expected)
    {
        using var cli = new BridgeCli();
        cli.Environment["STRATEGY_PARAMS"] = parameters;

        var result = await cli.RunAsync("doctor", "--json");

        result.ExitCode.Should().Be(1);
        var check = result.Json().EnumerateArray().Single(c => c.GetProperty("check").ValueEquals("configuration"));
        check.GetProperty("ok").GetBoolean().Should().BeFalse();
        check.GetProperty("detail").GetString().Should().Contain(expected);
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Doctor_PlacesThatItMayNotRead_AreRowsOfItsTable()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs another user");
        using var cli = new BridgeCli();
        cli.PassG1();
        cli.Write("root/envs/freqtrade-2024.2.txt", "freqtrade==2024.2\n");
        cli.Write("root/envs/freqtrade-2026.9.txt", "freqtrade==2026.9\n");
        foreach (var (version, python) in new[] { ("2024.2", "#!/nowhere/python\n"), ("2026.9", "no program at all\n") })
        {
            var folder = $"root/.artifacts/freqtrade/{version}";
            var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(cli.PathOf("root", "envs", $"freqtrade-{version}.txt"))));
            cli.Write($"{folder}/agentbridge-installed", hash + "-package\n");
            cli.Write($"{folder}/bin/python", python);
            cli.Write($"{folder}/lib/python3.11/site-packages/freqtrade-{version}.dist-info/RECORD", "a,,\n");
        }

        // Root can read everything, so the test runs as another user.
        const string Nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";
        var probe = await BridgeProcess.RunAsync(cli, $"chmod a+rx . && HOME=/ exec {Nobody} $BRIDGE --version");
        Skip.If(probe.ExitCode != 0, "needs the right to become another user, who may read the program");
        var result = await BridgeProcess.RunAsync(cli, $$"""
            chmod -R a+rX . && chmod a+rx root/.artifacts/freqtrade/*/bin/python && chmod 700 root/.artifacts/freqtrade/2024.2/lib
            HOME=/ exec {{Nobody}} $BRIDGE doctor --json
            """);

        var checks = result.Json().EnumerateArray().ToDictionary(c => c.GetProperty("check").GetString()!, c => c, StringComparer.Ordinal);
        checks.Keys.Should().Contain(["freqtrade 2024.2", "freqtrade 2026.9", "clock"]);
        checks["freqtrade 2024.2"].GetProperty("detail").GetString().Should().Contain("denied");
        checks["freqtrade 2026.9"].GetProperty("ok").GetBoolean().Should().BeFalse();
    }

    [Theory]
    [InlineData("configuration")]
    [InlineData("journals")]
    [InlineData("clock")]
    public async Task Doctor_WhatTheMainJobNeedsIsMissing_Exit1WithARemedy(string broken)
    {
        using var cli = new BridgeCli();
        switch (broken)
        {
            case "configuration":
                cli.Write(".env", "NONSENSE=1\n");
                break;
            case "journals":
                cli.Write("decision_logs", "a file where the folder should be");
                break;
            default:
                cli.Clock = new FixedClock(DateTimeOffset.UnixEpoch);
                break;
        }

        var result = await cli.RunAsync("doctor", "--json");

        result.ExitCode.Should().Be(1);
        var failed = result.Json().EnumerateArray().Where(c => !c.GetProperty("ok").GetBoolean()).ToList();
        failed.Should().Contain(c => c.GetProperty("check").ValueEquals(broken) && c.GetProperty("remedy").GetString()!.Length > 0);
    }

    [Fact]
    public async Task Validate_ManyFiles_AVerdictEachAndExit1()
    {
        using var cli = new BridgeCli();
        cli.Write("good.json", SignalText.Example);
        cli.Write("bad.json", SignalText.Example.Replace("\"confidence\":0.6", "\"confidence\":2", StringComparison.Ordinal));
        cli.Write("many.jsonl", $"{SignalText.Example}\r\n{SignalText.Example}\nnonsense\n");

        var good = await cli.RunAsync("validate", "good.json", "--json");
        var all = await cli.RunAsync("validate", "good.json", "bad.json", "many.jsonl", "--json");
        var text = await cli.RunAsync("validate", "good.json", "bad.json", "many.jsonl");

        good.ExitCode.Should().Be(0);
        all.ExitCode.Should().Be(1);
        var verdicts = all.Json().EnumerateArray().ToList();
        verdicts.Select(v => v.GetProperty("file").GetString()).Should().Equal("good.json", "bad.json", "many.jsonl:1", "many.jsonl:2", "many.jsonl:3");
        verdicts.Select(v => v.GetProperty("valid").GetBoolean()).Should().Equal(true, false, true, true, false);
        verdicts[1].GetProperty("field").GetString().Should().Contain("confidence");
        verdicts.Where(v => !v.GetProperty("valid").GetBoolean()).Should().OnlyContain(v => v.GetProperty("code").GetString()!.Length > 0 && v.GetProperty("message").GetString()!.Length > 0);
        text.ExitCode.Should().Be(1);
        text.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(5);
        text.Error.Should().BeEmpty();
    }

    [Fact]
    public async Task CandlesCheck_CleanAndFaulty_CountsAndExitCodes()
    {
        using var cli = new BridgeCli();
        var clean = await cli.RunAsync("candles", "check", cli.WriteCandles(CliCandles.Breakout), "--json");
        cli.Write("faulty.csv", "timestamp,open,high,low,close,volume\n1748779200000,1,1,1,1,1\n1748779500000,1,1,1,1,1\n1748779500000,1,1,1,1,1\n1748780400000,1,1,1,1,1\n1748780700000,1,0,1,1,1\n");

        var json = await cli.RunAsync("candles", "check", "faulty.csv", "--json");
        var text = await cli.RunAsync("candles", "check", "faulty.csv");
        var wrongStep = await cli.RunAsync("candles", "check", "faulty.csv", "--timeframe", "1h");

        clean.ExitCode.Should().Be(0);
        clean.Json().GetProperty("timeframe").GetString().Should().Be("5m");
        clean.Json().GetProperty("findings").GetArrayLength().Should().Be(0);
        json.ExitCode.Should().Be(1);
        json.Error.Should().BeEmpty();
        var report = json.Json();
        report.GetProperty("candles").GetInt32().Should().Be(5);
        report.GetProperty("gaps").GetInt32().Should().Be(1);
        report.GetProperty("missing").GetInt32().Should().Be(2);
        report.GetProperty("duplicates").GetInt32().Should().Be(1);
        report.GetProperty("impossible").GetInt32().Should().Be(1);
        report.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("row").GetInt32()).Should().Equal(4, 5, 6);
        text.ExitCode.Should().Be(1);
        text.Out.Should().Contain("row 4: ").And.Contain("row 6: ");
        wrongStep.SingleComplaint(exitCode: 2).Should().Contain("1h");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task CandlesDownload_StoppedAndRunAgain_GoesOnAndIsTheSameFile()
    {
        await using var exchange = await FakeBinance.StartAsync();
        exchange.FillTo(1_500);
        using var cli = new BridgeCli();
        Task<CliResult> DownloadAsync(string file, string to) => cli.RunAsync(
            "candles", "download", "--exchange", exchange.Url.ToString(), "--symbol", "BTC/USDT", "--timeframe", "5m", "--from", "2025-06-01T12:00:00Z", "--to", to, "--out", file, "--json");

        var first = await DownloadAsync("a.csv", "2025-06-01T20:00:00Z");
        await File.AppendAllTextAsync(cli.PathOf("a.csv"), "17488");
        var rest = await DownloadAsync("a.csv", "2025-06-06T00:00:00Z");
        var whole = await DownloadAsync("b.csv", "2025-06-06T00:00:00Z");
        var again = await DownloadAsync("b.csv", "2025-06-06T00:00:00Z");

        first.Out.Should().Be("{\"file\":\"a.csv\",\"candles\":96,\"added\":96,\"off_grid\":0,\"other_length\":0,\"symbol\":\"BTC/USDT\",\"timeframe\":\"5m\",\"format\":\"csv\"}\n");
        rest.ExitCode.Should().Be(0, rest.Error);
        rest.Json().GetProperty("added").GetInt32().Should().Be(whole.Json().GetProperty("candles").GetInt32() - 96);
        again.Json().GetProperty("added").GetInt32().Should().Be(0);
        File.ReadAllBytes(cli.PathOf("a.csv")).Should().Equal(File.ReadAllBytes(cli.PathOf("b.csv")));
        (await cli.RunAsync("candles", "check", "a.csv")).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task CandlesDownload_Refused_OneLineAndTheRightCode()
    {
        await using var exchange = await FakeBinance.StartAsync();
        exchange.FillTo(20);
        using var cli = new BridgeCli();
        Task<CliResult> DownloadAsync(params string[] more) => cli.RunAsync(["candles", "download", "--exchange", exchange.Url.ToString(), "--from", "2025-06-01T12:00:00Z", "--out", "a.csv", .. more]);

        (await DownloadAsync("--symbol", "NO/SUCH")).SingleComplaint(exitCode: 2).Should().Contain("NOSUCH").And.Contain("Invalid symbol");
        (await DownloadAsync("--to", "2025-05-01")).SingleComplaint(exitCode: 2).Should().Contain("--from");
        (await DownloadAsync("--timeframe", "7m")).SingleComplaint(exitCode: 2).Should().Contain("7m");
        cli.Write("a.csv", "timestamp,open,high,low,close,volume\n1748779200000,1,1,1,1,1\n");
        (await DownloadAsync("--to", "2025-06-01T13:00:00Z")).SingleComplaint(exitCode: 2).Should().Contain("a.csv");
        (await File.ReadAllTextAsync(cli.PathOf("a.csv"))).Should().EndWith("1,1,1,1,1\n", "a file of other candles is left as it was");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Fuzz_SmallCount_NoFaults()
    {
        using var cli = new BridgeCli();

        var text = await cli.RunAsync("fuzz", "--count", "2000", "--seed", "7");
        var json = await cli.RunAsync("fuzz", "--count", "2000", "--seed", "7", "--json");

        text.ExitCode.Should().Be(0);
        var report = json.Json();
        report.GetProperty("count").GetInt64().Should().Be(2_000);
        (report.GetProperty("accepted").GetInt64() + report.GetProperty("rejected").GetInt64()).Should().Be(2_000);
        report.GetProperty("crashes").GetInt64().Should().Be(0);
        report.GetProperty("mismatches").GetInt64().Should().Be(0);
        text.Out.Should().Contain("(seed 7)");
    }

    [Fact]
    public async Task Generate_NoRisk_WritesEveryRawSignal()
    {
        using var cli = new BridgeCli();
        var file = cli.WriteCandles(CliCandles.Generated(2_000));

        var gated = await cli.RunAsync("generate", "--candles", file, "--out", "gated.jsonl", "--json");
        var raw = await cli.RunAsync("generate", "--candles", file, "--out", "raw.jsonl", "--no-risk", "--json");
        var text = await cli.RunAsync("generate", "--candles", file, "--out", "raw.jsonl", "--no-risk");

        var counts = gated.Json();
        var denied = counts.GetProperty("denied").EnumerateObject().Sum(d => d.Value.GetInt32());
        counts.GetProperty("raw").GetInt32().Should().Be(counts.GetProperty("approved").GetInt32() + denied);
        File.ReadAllLines(cli.PathOf("gated.jsonl")).Should().HaveCount(counts.GetProperty("approved").GetInt32());
        File.ReadAllLines(cli.PathOf("raw.jsonl")).Should().HaveCount(raw.Json().GetProperty("raw").GetInt32()).And.Contain(File.ReadAllLines(cli.PathOf("gated.jsonl")));
        text.Out.Should().Contain("--no-risk").And.NotContain("approved");
        (await cli.RunAsync("validate", "raw.jsonl")).ExitCode.Should().Be(0);
        Directory.Exists(cli.Journals).Should().BeFalse("a history leaves no decisions");
    }

    private static async Task<BridgeCli> ReplayedAsync()
    {
        var cli = new BridgeCli();
        cli.PassG1();
        cli.UseFileChannel();
        cli.WriteCandles(CliCandles.Generated(1_000));
        (await cli.RunAsync("dry-run", "--host", "paper", "--candles", "BTC_USDT-5m.test.csv")).ExitCode.Should().Be(0);
        return cli;
    }
}
