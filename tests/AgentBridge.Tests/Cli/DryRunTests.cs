using System.Diagnostics;
using AgentBridge.Cli;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

public class DryRunTests
{
    private const int Candles = 1_000;

    public static TheoryData<string> Transports { get; } = ["file", "redis"];

    [SkippableTheory]
    [MemberData(nameof(Transports))]
    public async Task DryRun_Paper_TradesJournalsGatesAndExit0(string transport)
    {
        using var cli = Open(transport);

        var result = await cli.RunAsync("dry-run", "--host", "paper", "--candles", "BTC_USDT-5m.test.csv");

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        result.Out.Should().Contain("1000 candles of BTC/USDT 5m").And.Contain("All gates passed").And.Contain("not a profitable strategy")
            .And.Contain(string.Equals(transport, "file", StringComparison.Ordinal) ? "files in the run's folder" : "a private redis-server on 127.0.0.1:");
        result.Out.Should().NotContain("\u001b", "a pipe gets no colours").And.NotContain("…");
        var results = TradeResultJournal.Read(cli.Journals);
        results.Should().NotBeEmpty();
        results.Select(r => r.DecisionId).Should().BeSubsetOf(DecisionJournal.Read(cli.Journals).Select(d => d.DecisionId));
        cli.AllFiles().Should().NotContain("requirepass");
    }

    [SkippableTheory]
    [MemberData(nameof(Transports))]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task DryRun_AgainInTheSameFolder_EqualTradesAndTheFirstRunArchived(string transport)
    {
        using var cli = Open(transport);
        cli.Write("decision_logs/mine.txt", "the user's own");
        cli.Write("decision_logs/signals/signals-20260101.jsonl", "somebody's channel\n");
        cli.Write("decision_logs/run/notes.txt", "no dry-run has been here yet");

        var first = await cli.RunAsync("dry-run", "--host", "paper", "--json", "--candles", "BTC_USDT-5m.test.csv");
        var runId = (await File.ReadAllTextAsync(cli.PathOf("decision_logs", "run_id"))).Trim();
        var journal = await File.ReadAllTextAsync(cli.PathOf("decision_logs", "decision_log.csv"));
        cli.Clock = new Support.FixedClock(cli.Clock.GetUtcNow().AddMinutes(1));
        var second = await cli.RunAsync("dry-run", "--host", "paper", "--json", "--candles", "BTC_USDT-5m.test.csv");

        first.ExitCode.Should().Be(0, first.Error);
        second.ExitCode.Should().Be(0, second.Error);
        var trades = first.Json().GetProperty("trades");
        trades.GetArrayLength().Should().BePositive();
        second.Json().GetProperty("trades").GetRawText().Should().Be(trades.GetRawText());
        var archive = cli.PathOf("decision_logs", "archive", runId);
        (await File.ReadAllTextAsync(Path.Combine(archive, "decision_log.csv"))).Should().Be(journal);
        (await File.ReadAllTextAsync(cli.PathOf("decision_logs", "decision_log.csv"))).Should().Be(journal);
        File.ReadAllText(cli.PathOf("decision_logs", "mine.txt")).Should().Be("the user's own");
        File.ReadAllText(cli.PathOf("decision_logs", "signals", "signals-20260101.jsonl")).Should().Be("somebody's channel\n", "a replay never touches a real channel");

        // A trade of the first run is still found, now through the second; an unknown one is not.
        var id = trades[0].GetProperty("decision_id").GetString()!;
        (await cli.RunAsync("why", id)).Out.Should().Contain("exit").And.Contain(" R ");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task DryRun_AFolderThatHoldsOtherThings_MovesOnlyWhatIsItsOwn()
    {
        using var cli = Open("file");
        cli.Environment["JOURNAL_DIR"] = ".";

        (await cli.RunAsync("dry-run", "--host", "paper", "--candles", "BTC_USDT-5m.test.csv")).ExitCode.Should().Be(0);
        (await cli.RunAsync("dry-run", "--host", "paper", "--candles", "BTC_USDT-5m.test.csv")).ExitCode.Should().Be(0);

        File.Exists(cli.PathOf("BTC_USDT-5m.test.csv")).Should().BeTrue();
        Directory.EnumerateFileSystemEntries(Directory.EnumerateDirectories(cli.PathOf("archive")).Single()).Select(Path.GetFileName)
            .Should().OnlyContain(name => name!.StartsWith("decision_log", StringComparison.Ordinal) || name.StartsWith("trade_results", StringComparison.Ordinal) || name.StartsWith("actions-", StringComparison.Ordinal) || name.StartsWith("run", StringComparison.Ordinal));
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task DryRun_GeneratedSample_IsKeptAsACandleFile()
    {
        using var cli = Open("file");

        var generated = await cli.RunAsync("dry-run", "--host", "paper", "--json", "--seed", "1");
        var sample = Directory.EnumerateFiles(cli.PathOf("decision_logs", "run"), "*.csv").Single();
        File.Copy(sample, cli.PathOf(Path.GetFileName(sample)));
        var replayed = await cli.RunAsync("dry-run", "--host", "paper", "--json", "--candles", Path.GetFileName(sample));

        generated.ExitCode.Should().Be(0, generated.Error);
        generated.Json().GetProperty("candles").GetInt32().Should().BeGreaterThanOrEqualTo(5_000);
        var reasons = generated.Json().GetProperty("trades").EnumerateArray().Select(t => t.GetProperty("exit_reason").GetString()).ToHashSet(StringComparer.Ordinal);
        reasons.Should().Contain(["tp1", "stop_loss"]);
        replayed.Json().GetProperty("trades").GetRawText().Should().Be(generated.Json().GetProperty("trades").GetRawText());
    }

    [Fact]
    public async Task DryRun_Second_IsRefusedWhileTheFirstRuns()
    {
        using var cli = Open("file");
        Directory.CreateDirectory(cli.Journals);
        await using var held = new FileStream(cli.PathOf("decision_logs", ".dry-run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        var result = await cli.RunAsync("dry-run", "--host", "paper", "--candles", "BTC_USDT-5m.test.csv");

        result.SingleComplaint(exitCode: 3).Should().Contain("dry-run").And.Contain("JOURNAL_DIR");
    }

    [Fact]
    public async Task DryRun_BotThatRunsUsesTheFolder_IsRefusedAndMovesNothing()
    {
        using var cli = Open("file");
        Directory.CreateDirectory(cli.Journals);
        await File.WriteAllTextAsync(cli.PathOf("decision_logs", "trade_results.csv"), "decision_id,exit_price,pnl_r_multiple\n");
        using (PhysicalDisk.Instance.TryLock(cli.PathOf("decision_logs", BotFolder.LockName)))
        {
            var result = await cli.RunAsync("dry-run", "--host", "paper", "--candles", "BTC_USDT-5m.test.csv");

            result.SingleComplaint(exitCode: 3).Should().Contain("a running bot").And.Contain("JOURNAL_DIR");
            File.Exists(cli.PathOf("decision_logs", "trade_results.csv")).Should().BeTrue();
        }

        BotFolder.IsInUse(cli.Journals).Should().BeFalse();
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(Transports))]
    public async Task DryRun_Interrupted_130AndNoServerLeftBehind(string transport)
    {
        using var cli = Open(transport);
        using var stop = new CancellationTokenSource();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var host = cli.Host(output, error) with { Clock = TimeProvider.System };
        cli.WriteCandles(CliCandles.Generated(20_000));

        var run = BridgeProgram.RunAsync(["dry-run", "--host", "paper", "--candles", "BTC_USDT-5m.test.csv"], host, stop.Token);
        while (!File.Exists(cli.PathOf("decision_logs", "decision_log.csv")) || new FileInfo(cli.PathOf("decision_logs", "decision_log.csv")).Length < 500)
        {
            run.IsCompleted.Should().BeFalse(error.ToString());
            await Task.Delay(5);
        }

        await stop.CancelAsync();
        (await run).Should().Be(130);

        error.ToString().Should().EndWith("bridge: interrupted\n".ReplaceLineEndings());
        ServersIn(cli.Folder).Should().BeEmpty();
        DecisionJournal.Read(cli.Journals).Should().NotBeEmpty("what was decided stays");
        (await cli.RunAsync("dry-run", "--host", "paper", "--seconds", "200", "--candles", cli.WriteCandles(CliCandles.Generated(Candles)))).ExitCode.Should().Be(0, "the folder is free again");
    }

    [Fact]
    public async Task DryRun_NotFinishedInTime_Exit1()
    {
        using var cli = Open("file");
        cli.WriteCandles(CliCandles.Generated(20_000));
        cli.Clock = new AgentTime(cli.Clock.GetUtcNow());

        var result = await cli.RunAsync("dry-run", "--host", "paper", "--seconds", "3", "--candles", "BTC_USDT-5m.test.csv");

        result.ExitCode.Should().Be(1);
        result.SingleMessage().Should().Contain("not finished in 3 s (--seconds)");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task DryRun_WithoutSources_G1IsOpenAndExit1()
    {
        using var cli = Open("file");
        cli.Environment.Remove("BRIDGE_ROOT");

        var result = await cli.RunAsync("dry-run", "--host", "paper", "--json", "--candles", "BTC_USDT-5m.test.csv");

        result.ExitCode.Should().Be(1);
        var gates = result.Json().GetProperty("gates").EnumerateArray().ToDictionary(g => g.GetProperty("gate").GetString()!, g => g.GetProperty("passed").GetBoolean(), StringComparer.Ordinal);
        gates.Should().BeEquivalentTo(new Dictionary<string, bool>(StringComparer.Ordinal) { ["G1"] = false, ["G2"] = true, ["G3"] = true, ["G4"] = true });
    }

    [Fact]
    public async Task DryRun_NothingTraded_G2FailsAndExit1()
    {
        using var cli = Open("file");
        var file = cli.WriteCandles(CliCandles.Quiet);

        var result = await cli.RunAsync("dry-run", "--host", "paper", "--candles", file);

        result.ExitCode.Should().Be(1);
        result.Out.Should().Contain("A gate did not pass").And.MatchRegex(@"G2 +\| NO").And.Contain("\nno trade; 0.00 R ");
    }

    public static TheoryData<string, string, string> Unplayable { get; } = new()
    {
        { "BTC_USDT_USDT-5m-futures.csv", "5m", "spot pairs, and BTC/USDT:USDT is not one" },
        { "BTC_USDT-3d.csv", "3d", "timeframes up to 1d, and 3d is not one" },
        { "BTC_USDT-1w.csv", "1w", "timeframes up to 1d, and 1w is not one" },
        { "BTC_USDT-5m.csv", "5m", "999 candles before its signal, and there are 900 in all" },
    };

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(Unplayable))]
    public async Task DryRun_CandlesThatFreqtradeCantTrade_IsReportedFirstOrRunsOnPaper(string file, string timeframe, string complaint)
    {
        using var cli = Open("file");
        cli.Clock = new FixedClock(new DateTimeOffset(2060, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var whole = CandleSeriesOf(timeframe);
        cli.WriteCandles(whole, file);

        var demanded = await cli.RunAsync("dry-run", "--host", "freqtrade", "--candles", file, "--timeframe", timeframe);
        demanded.SingleComplaint(file.EndsWith("-5m.csv", StringComparison.Ordinal) ? 1 : 2).Should().Contain(complaint).And.Contain("--host paper");
        Directory.Exists(cli.Journals).Should().BeFalse();

        var auto = await cli.RunAsync("dry-run", "--candles", file, "--timeframe", timeframe);
        auto.ExitCode.Should().Be(0, auto.Out + auto.Error);
        auto.Out.Should().Contain("host     paper, as Freqtrade can't");
        auto.Error.Should().Contain("bridge: on paper, not on Freqtrade: ").And.Contain(complaint);

        var named = await cli.RunAsync("dry-run", "--freqtrade", "2026.9", "--candles", file, "--timeframe", timeframe);
        named.SingleComplaint(file.EndsWith("-5m.csv", StringComparison.Ordinal) ? 1 : 2).Should().Contain(complaint).And.Contain("--host paper");

        static AgentBridge.Market.CandleSeries CandleSeriesOf(string timeframe) => AgentBridge.Market.GeneratedCandles.Create(
            new AgentBridge.Market.GeneratedCandlesOptions { Count = 900, Timeframe = AgentBridge.Market.Timeframe.Parse(timeframe) });
    }

    [Fact]
    public async Task DryRun_FreqtradeDemanded_IsRefusedBeforeAnythingIsMade()
    {
        using var cli = Open("file");

        var result = await cli.RunAsync("dry-run", "--host", "freqtrade");

        result.SingleComplaint(exitCode: 3).Should().Contain("--host paper");
        Directory.Exists(cli.Journals).Should().BeFalse();
    }

    [Fact]
    public async Task DryRun_UntilOnPaper_Exit2()
    {
        using var cli = Open("file");

        (await cli.RunAsync("dry-run", "--host", "paper", "--until", "stop")).SingleComplaint(exitCode: 2).Should().Contain("--until").And.Contain("--host paper");
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task DryRun_RedisUrlOfTheUser_IsNotTouched()
    {
        using var cli = Open("redis");
        cli.Environment["REDIS_URL"] = "redis://:hunter2secret@127.0.0.1:1/0";

        var result = await cli.RunAsync("dry-run", "--host", "paper", "--candles", "BTC_USDT-5m.test.csv");

        result.ExitCode.Should().Be(0, "it has a server of its own: {0}", result.Error);
        (result.Out + result.Error + cli.AllFiles()).Should().NotContain("hunter2");
    }

    [Fact]
    public async Task DryRun_NamedServerDown_Exit3()
    {
        using var cli = Open("file");

        var result = await cli.RunAsync("dry-run", "--host", "paper", "--json", "--redis", "redis://:hunter2secret@127.0.0.1:1/0", "--candles", "BTC_USDT-5m.test.csv");

        result.SingleComplaint(exitCode: 3).Should().Contain("127.0.0.1:1").And.NotContain("hunter2");
    }

    private static BridgeCli Open(string transport)
    {
        Skip.If(string.Equals(transport, "redis", StringComparison.Ordinal) && !RedisServerProcess.TryFind(out _), "redis-server is not installed");
        var cli = new BridgeCli();
        cli.PassG1();
        cli.Environment["TRANSPORT"] = transport;
        cli.WriteCandles(CliCandles.Generated(Candles));
        return cli;
    }

    /// <summary>The redis-servers whose working folder lies below a folder.</summary>
    private static List<int> ServersIn(string folder) =>
        [.. Process.GetProcessesByName("redis-server").Where(p => IsIn(p, folder)).Select(p => p.Id)];

    private static bool IsIn(Process process, string folder)
    {
        try
        {
            return new FileInfo($"/proc/{process.Id}/cwd").LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
