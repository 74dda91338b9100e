using System.Text.Json;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

public class RunCycleTests
{
    private static readonly string[] Stages = ["candles", "generate", "risk", "journal", "publish", "total"];

    [Fact]
    public async Task RunCycle_FileCutBehindASignal_PrintsTheLastLineOfGenerate()
    {
        using var cli = new BridgeCli();
        var all = CliCandles.Generated(1_200);
        cli.WriteCandles(all);
        (await cli.RunAsync("generate", "--candles", "BTC_USDT-5m.test.csv", "--out", "all.jsonl")).ExitCode.Should().Be(0);
        var lines = await File.ReadAllLinesAsync(cli.PathOf("all.jsonl"));
        lines.Length.Should().BeGreaterThan(5);

        foreach (var line in new[] { lines[0], lines[lines.Length / 2], lines[^1] })
        {
            var close = JsonDocument.Parse(line).RootElement.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds();
            var count = Enumerable.Range(1, all.Count).First(n => all.CloseTimeMs(n - 1) == close);
            cli.WriteCandles(all.Prefix(count), "BTC_USDT-5m.cut.csv");
            (await cli.RunAsync("generate", "--candles", "BTC_USDT-5m.cut.csv", "--out", "cut.jsonl")).ExitCode.Should().Be(0);

            var result = await cli.RunAsync("run-cycle", "--candles", "BTC_USDT-5m.cut.csv");

            result.ExitCode.Should().Be(0);
            result.Out.Should().Be(line + "\n").And.Be((await File.ReadAllLinesAsync(cli.PathOf("cut.jsonl")))[^1] + "\n");
        }
    }

    [Fact]
    public async Task RunCycle_NothingTriggers_NoTradeAndExit0()
    {
        using var cli = new BridgeCli();
        var file = cli.WriteCandles(CliCandles.Quiet);

        var text = await cli.RunAsync("run-cycle", "--candles", file);
        var json = await cli.RunAsync("run-cycle", "--candles", file, "--json");

        text.Should().BeEquivalentTo(new { ExitCode = 0, Out = "NO_TRADE\n" });
        json.ExitCode.Should().Be(0);
        var document = json.Json();
        document.GetProperty("result").GetString().Should().Be("NO_TRADE");
        document.GetProperty("code").GetString().Should().Be("NO_TRADE");
        document.GetProperty("decision_id").ValueKind.Should().Be(JsonValueKind.Null);
        document.GetProperty("signal").ValueKind.Should().Be(JsonValueKind.Null);
        DecisionJournal.Read(cli.Journals).Should().BeEmpty();
    }

    [Fact]
    public async Task RunCycle_Denied_NoTradeOnStdoutCodeOnStderrExit1()
    {
        using var cli = new BridgeCli();
        var file = cli.WriteCandles(CliCandles.Denied);

        var text = await cli.RunAsync("run-cycle", "--candles", file);
        var json = await cli.RunAsync("run-cycle", "--candles", file, "--json");

        text.ExitCode.Should().Be(1);
        text.Out.Should().Be("NO_TRADE\n");
        text.SingleMessage().Should().Contain("STOP_TOO_FAR");
        json.ExitCode.Should().Be(1);
        json.SingleMessage().Should().Contain("STOP_TOO_FAR");
        var document = json.Json();
        document.GetProperty("result").GetString().Should().Be("DENIED");
        document.GetProperty("code").GetString().Should().Be("STOP_TOO_FAR");
        text.Error.Should().Contain(document.GetProperty("decision_id").GetString());
        document.GetProperty("signal").ValueKind.Should().Be(JsonValueKind.Null);
        DecisionJournal.Read(cli.Journals).Should().BeEmpty("denials go to the action log alone");
    }

    [Fact]
    public async Task RunCycle_History_IsJournalledAndPublishedNowhere()
    {
        using var cli = new BridgeCli();
        cli.UseFileChannel();
        var file = cli.WriteCandles(CliCandles.Breakout);

        var result = await cli.RunAsync("run-cycle", "--candles", file, "--json");
        var again = await cli.RunAsync("run-cycle", "--candles", file);

        result.ExitCode.Should().Be(0);
        result.SingleMessage().Should().Contain("not published");
        var document = result.Json();
        document.GetProperty("result").GetString().Should().Be("SIGNAL");
        document.GetProperty("code").GetString().Should().Be("NOT_PUBLISHED");
        document.GetProperty("latency_ms").EnumerateObject().Select(p => p.Name).Should().Equal(Stages);
        document.GetProperty("latency_ms").EnumerateObject().Should().OnlyContain(p => p.Value.GetDouble() >= 0);
        again.Out.Should().Be(document.GetProperty("signal").GetRawText() + "\n");
        Directory.Exists(cli.PathOf("decision_logs", "signals")).Should().BeFalse("a replay touches no channel");
        DecisionJournal.Read(cli.Journals).Should().ContainSingle("the same decision twice is one row").Which.DecisionId.Should().Be(document.GetProperty("decision_id").GetString());
    }

    [Fact]
    public async Task RunCycle_FreshFile_IsPublishedAndFetchGivesTheSameBytes()
    {
        using var cli = new BridgeCli { Clock = new FixedClock(CliCandles.Close.AddSeconds(3)) };
        cli.UseFileChannel();
        var file = cli.WriteCandles(CliCandles.Breakout);

        var result = await cli.RunAsync("run-cycle", "--candles", file);
        var again = await cli.RunAsync("run-cycle", "--candles", file, "--json");
        var fetched = await cli.RunAsync("fetch", "BTC/USDT");

        result.ExitCode.Should().Be(0);
        again.Json().GetProperty("code").GetString().Should().Be("DUPLICATE");
        fetched.ExitCode.Should().Be(0);
        fetched.Out.Should().Be(result.Out);
        (await File.ReadAllTextAsync(Directory.EnumerateFiles(cli.PathOf("decision_logs", "signals"), "*.jsonl").Single())).Should().Be(result.Out);
    }

    [Fact]
    public async Task RunCycle_JournalCannotBeWritten_PublishesNothing()
    {
        using var cli = new BridgeCli { Clock = new FixedClock(CliCandles.Close.AddSeconds(3)) };
        cli.UseFileChannel();
        cli.Environment["SIGNALS_DIR"] = "channel";
        cli.Write("decision_logs", "a file where the folder should be");

        var result = await cli.RunAsync("run-cycle", "--candles", cli.WriteCandles(CliCandles.Breakout));

        result.SingleComplaint(exitCode: 3).Should().Contain("decision_logs");
        (Directory.Exists(cli.PathOf("channel")) && Directory.EnumerateFiles(cli.PathOf("channel"), "*.jsonl").Any()).Should().BeFalse();
    }

    [Theory]
    [InlineData("run-cycle --candles BTC_USDT-5m.test.csv")]
    [InlineData("dry-run")]
    public async Task Commands_AFileWhereTheJournalsShouldBe_Exit3(string line)
    {
        using var cli = new BridgeCli();
        cli.WriteCandles(CliCandles.Breakout);
        cli.Write("decision_logs", "a file where the folder should be");

        var result = await cli.RunAsync(line.Split(' '));

        result.SingleComplaint(exitCode: 3).Should().Contain("decision_logs");
    }
}
