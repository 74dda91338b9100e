using AgentBridge.Engine;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using AgentBridge.Tests.Transport;
using RedisServer = AgentBridge.Tests.Transport.Redis;

namespace AgentBridge.Tests.Cli;

/// <summary>publish and fetch on a channel; the rules are the same for both.</summary>
public abstract class PublishFetchContract
{
    private protected abstract Task<BridgeCli> OpenAsync();

    [SkippableFact]
    public async Task Publish_AFreshSignal_IsJournalledAndFetchedWithTheSameBytes()
    {
        using var cli = await OpenAsync();
        cli.Write("signal.json", SignalText.Example);

        var published = await cli.RunAsync("publish", "signal.json", "--json");
        var fetched = await cli.RunAsync("fetch", "BTC/USDT", "--json");

        published.ExitCode.Should().Be(0, published.Error);
        published.Messages.Should().BeEmpty();
        published.Out.Should().Be($$"""{"decision_id":"{{SignalText.Signal.DecisionId}}","published":true,"duplicate":false}""" + "\n");
        fetched.Should().BeEquivalentTo(new { ExitCode = 0, Out = SignalText.Example + "\n" });
        DecisionJournal.Read(cli.Journals).Should().ContainSingle();
    }

    [SkippableFact]
    public async Task Publish_TheSameAgain_ChangesNothingAndSucceeds()
    {
        using var cli = await OpenAsync();
        cli.Write("signal.json", SignalText.Example);
        (await cli.RunAsync("publish", "signal.json")).Out.Should().Contain("published");

        var text = await cli.RunAsync("publish", "signal.json");
        var json = await cli.RunAsync("publish", "signal.json", "--json");

        text.ExitCode.Should().Be(0);
        text.Out.Should().Contain("nothing changed");
        json.Out.Should().EndWith("\"published\":false,\"duplicate\":true}\n");
        DecisionJournal.Read(cli.Journals).Should().ContainSingle();
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Publish_TheSameIdWithOtherValues_IsAConflict()
    {
        using var cli = await OpenAsync();
        cli.Write("signal.json", SignalText.Example);
        cli.Write("other.json", SignalText.Of(SignalText.Signal with { Confidence = 0.5 }));
        (await cli.RunAsync("publish", "signal.json")).ExitCode.Should().Be(0);

        var known = await cli.RunAsync("publish", "other.json", "--json");
        cli.Environment["JOURNAL_DIR"] = "elsewhere";
        var knownToTheChannelAlone = await cli.RunAsync("publish", "other.json");

        known.ExitCode.Should().Be(1);
        known.SingleMessage().Should().Contain("DECISION_CONFLICT");
        known.Out.Should().EndWith("\"published\":false,\"duplicate\":false}\n");
        knownToTheChannelAlone.SingleComplaint(exitCode: 1).Should().Contain("DECISION_CONFLICT");
        (await cli.RunAsync("fetch", "BTC/USDT")).Out.Should().Be(SignalText.Example + "\n");
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData(-601, "SIGNAL_STALE", "measured=601000 ms limit=600000 ms")]
    [InlineData(6, "SIGNAL_FROM_FUTURE", "measured=-6000 ms limit=-5000 ms")]
    public async Task Publish_NotOfNow_IsDenied(int seconds, string code, string detail)
    {
        using var cli = await OpenAsync();
        var signal = SignalText.Signal with { Timestamp = TransportClock.Noon.AddSeconds(seconds) };
        cli.Write("signal.json", SignalText.Of(signal));

        var text = await cli.RunAsync("publish", "signal.json");
        var json = await cli.RunAsync("publish", "signal.json", "--json");

        text.SingleComplaint(exitCode: 1).Should().Contain($"{code} {detail}").And.Contain(signal.DecisionId.ToString());
        json.ExitCode.Should().Be(1);
        json.Out.Should().EndWith("\"published\":false,\"duplicate\":false}\n");
        DecisionJournal.Read(cli.Journals).Should().BeEmpty();
        (await cli.RunAsync("fetch", "BTC/USDT", "--max-age", "604800")).ExitCode.Should().Be(1);
        (await cli.RunAsync("why", signal.DecisionId.ToString())).Out.Should().Contain(code);
    }

    [SkippableFact]
    public async Task Publish_NoSignal_NamesTheViolation()
    {
        using var cli = await OpenAsync();
        cli.Write("signal.json", SignalText.Example.Replace("\"long\"", "\"up\"", StringComparison.Ordinal));

        var text = await cli.RunAsync("publish", "signal.json");
        var json = await cli.RunAsync("publish", "signal.json", "--json");

        text.SingleComplaint(exitCode: 1).Should().Contain("SIGNAL_INVALID").And.Contain("side");
        json.ExitCode.Should().Be(1);
        json.Out.Should().Be("{\"decision_id\":null,\"published\":false,\"duplicate\":false}\n");
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData(600, true)]
    [InlineData(601, false)]
    [InlineData(-5, true)]
    [InlineData(-6, false)]
    public async Task Fetch_AgeAtTheEdge_BothEndsIncluded(int age, bool found)
    {
        using var cli = await OpenAsync();
        cli.Write("signal.json", SignalText.Example);
        (await cli.RunAsync("publish", "signal.json")).ExitCode.Should().Be(0);
        cli.Clock = new FixedClock(TransportClock.Noon.AddSeconds(age));

        var result = await cli.RunAsync("fetch", "BTC/USDT");

        if (found)
        {
            result.ExitCode.Should().Be(0);
            result.Out.Should().Be(SignalText.Example + "\n");
        }
        else
        {
            result.SingleComplaint(exitCode: 1).Should().Contain("no fresh signal of BTC/USDT").And.Contain(age > 0 ? "1 stale" : "1 future");
        }
    }

    [SkippableFact]
    public async Task Fetch_MaxAge_IsTaken()
    {
        using var cli = await OpenAsync();
        cli.Write("signal.json", SignalText.Example);
        (await cli.RunAsync("publish", "signal.json")).ExitCode.Should().Be(0);
        cli.Clock = new FixedClock(TransportClock.Noon.AddSeconds(3_600));

        (await cli.RunAsync("fetch", "BTC/USDT", "--max-age", "3600")).ExitCode.Should().Be(0);
        (await cli.RunAsync("fetch", "BTC/USDT", "--max-age", "3599")).ExitCode.Should().Be(1);
        (await cli.RunAsync("fetch", "ETH/USDT", "--max-age", "3600")).SingleComplaint(exitCode: 1).Should().Contain("1 of other pairs");
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task PublishWithCandles_TheWholeGateJudges()
    {
        using var cli = await OpenAsync();
        var file = cli.WriteCandles(CliCandles.Breakout);
        cli.Clock = new FixedClock(CliCandles.Close.AddSeconds(1));
        var signal = (await cli.RunAsync("run-cycle", "--candles", file, "--redis", "redis://127.0.0.1:1/0")).Error;
        signal.Should().Contain("127.0.0.1:1", "the run only serves to show that --redis wins over the configuration");
        var made = await cli.RunAsync("generate", "--candles", file, "--out", "o.jsonl");
        made.ExitCode.Should().Be(0);
        cli.Write("signal.json", (await File.ReadAllLinesAsync(cli.PathOf("o.jsonl")))[^1]);
        cli.WriteCandles(TestCandles.Series([.. TestCandles.Breakout(40)[..^1]]), "BTC_USDT-5m.before.csv");

        var denied = await cli.RunAsync("publish", "signal.json", "--candles", "BTC_USDT-5m.before.csv");
        var approved = await cli.RunAsync("publish", "signal.json", "--candles", file);

        denied.SingleComplaint(exitCode: 1).Should().Contain("TIMESTAMP_MISMATCH");
        approved.ExitCode.Should().Be(0, approved.Error);
    }
}

public class FilePublishFetchTests : PublishFetchContract
{
    private protected override Task<BridgeCli> OpenAsync()
    {
        var cli = new BridgeCli();
        cli.UseFileChannel();
        return Task.FromResult(cli);
    }
}

public class RedisPublishFetchTests(RedisFixture fixture) : PublishFetchContract, IClassFixture<RedisFixture>
{
    private static int _lists;

    private protected override Task<BridgeCli> OpenAsync()
    {
        Skip.If(fixture.Redis is null, "redis-server is not installed");
        var cli = new BridgeCli();
        cli.Environment["REDIS_URL"] = Url(fixture.Redis, RedisServer.Secret);
        cli.Environment["SIGNALS_LIST"] = $"cli-{Interlocked.Increment(ref _lists)}";
        return Task.FromResult(cli);
    }

    [SkippableFact]
    public async Task Password_NeverAppears()
    {
        using var cli = await OpenAsync();
        cli.Write("signal.json", SignalText.Example);

        var texts = new List<string>();
        foreach (var command in new[] { "publish signal.json", "fetch BTC/USDT", "fetch ETH/USDT", "doctor", "doctor --json", "gates", "publish signal.json --json" })
        {
            var result = await cli.RunAsync(command.Split(' '));
            texts.AddRange([result.Out, result.Error]);
        }

        var written = string.Join('\n', texts) + cli.AllFiles();
        written.Should().Contain("127.0.0.1").And.NotContain("pass word").And.NotContain(Uri.EscapeDataString(RedisServer.Secret));
    }

    [SkippableFact]
    public async Task Password_Wrong_OneLineAndExit3()
    {
        using var cli = await OpenAsync();
        cli.Environment["REDIS_URL"] = Url(fixture.Redis!, "hunter2secret");
        cli.Write("signal.json", SignalText.Example);

        foreach (var command in new[] { "publish signal.json", "fetch BTC/USDT", "fetch --json BTC/USDT" })
        {
            var result = await cli.RunAsync(command.Split(' '));

            result.SingleComplaint(exitCode: 3).Should().Contain("refuses the password").And.NotContain("hunter2");
        }

        cli.AllFiles().Should().NotContain("hunter2");
    }

    private static string Url(RedisServer redis, string password) => $"redis://:{Uri.EscapeDataString(password)}@127.0.0.1:{redis.Server.Port}/0";
}

public class RedisDownTests
{
    [Fact]
    public async Task Commands_RedisDown_OneLineWithTheAddressAndExit3()
    {
        using var cli = new BridgeCli { Clock = new FixedClock(CliCandles.Close.AddSeconds(3)) };
        cli.Environment["REDIS_URL"] = "redis://:hunter2secret@127.0.0.1:1/0";
        cli.Write("signal.json", SignalText.Of(SignalText.Signal with { Timestamp = CliCandles.Close }));
        var file = cli.WriteCandles(CliCandles.Breakout);

        foreach (var command in new[] { "publish signal.json", "fetch BTC/USDT", "run-cycle --candles " + file, "run-cycle --json --candles " + file })
        {
            var result = await cli.RunAsync(command.Split(' '));

            result.SingleComplaint(exitCode: 3).Should().Contain("127.0.0.1:1").And.NotContain("hunter2");
        }

        cli.AllFiles().Should().Contain("PUBLISH_FAILED").And.NotContain("hunter2secret@127.0.0.1:1\"");
        var why = await cli.RunAsync("why", SignalText.Signal.DecisionId.ToString());
        why.Out.Should().Contain("PUBLISH_FAILED").And.NotContain("hunter2");
    }

    [Fact]
    public async Task Publish_EndedBeforeTheChannelAnswers_LeavesALineThatReportsIt()
    {
        // A server that accepts the connection and sends nothing.
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        using var cli = new BridgeCli { Clock = new FixedClock(CliCandles.Close.AddSeconds(3)) };
        cli.Environment["REDIS_URL"] = $"redis://127.0.0.1:{((System.Net.IPEndPoint)silent.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)}/0";
        cli.Write("signal.json", SignalText.Of(SignalText.Signal with { Timestamp = CliCandles.Close }));
        using var stop = new CancellationTokenSource();
        var running = cli.RunAsync(stop.Token, "publish", "signal.json");
        while (!running.IsCompleted && AgentBridge.Engine.DecisionJournal.Read(cli.Journals).Count == 0)
        {
            await Task.Delay(5);
        }

        await stop.CancelAsync();
        var result = await running;

        result.ExitCode.Should().BeOneOf(130, 3);
        var lines = AgentBridge.Engine.ActionLog.Read(cli.Journals, _ => true).Records;
        lines.Should().ContainSingle().Which.Entry.Result.Should().Be("PUBLISH_FAILED");
    }

    [Fact]
    public async Task Doctor_RedisDown_IsAdviceWithARemedy()
    {
        using var cli = new BridgeCli();
        cli.Environment["REDIS_URL"] = "redis://127.0.0.1:1/0";

        var result = await cli.RunAsync("doctor", "--json");

        result.ExitCode.Should().Be(0, "the main job has its own channel");
        var check = result.Json().EnumerateArray().Single(c => c.GetProperty("check").ValueEquals("channel"));
        check.GetProperty("ok").GetBoolean().Should().BeFalse();
        check.GetProperty("detail").GetString().Should().Contain("127.0.0.1:1");
        check.GetProperty("remedy").GetString().Should().Contain("REDIS_URL");
    }
}
