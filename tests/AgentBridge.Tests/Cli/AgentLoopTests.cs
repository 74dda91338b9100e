using System.Text;
using System.Text.Json;
using AgentBridge.Cli;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Tests.Market;
using Microsoft.AspNetCore.Http;

namespace AgentBridge.Tests.Cli;

/// <summary>run-cycle --loop against an exchange on the loopback whose candles close as the agent's clock goes.</summary>
public class AgentLoopTests
{
    private const int FirstCycle = 100;
    private const int HeaderBytes = 100;

    [Fact]
    public async Task Loop_AnOrdinaryDay_OneLineACandleThen130()
    {
        await using var day = await Day.StartAsync();

        var result = await day.RunAsync(lines: 150);

        result.ExitCode.Should().Be(130);
        var lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Should().HaveCount(150);
        var expected = await day.ExpectedAsync(150);
        lines.Should().Equal(expected, "every candle is decided once, as generate decides it");
        day.Published().Should().Equal(expected.Where(line => line[0] == '{'));
        DecisionJournal.Read(day.Cli.Journals).Should().HaveCount(day.Published().Length).And.OnlyHaveUniqueItems(row => row.DecisionId);
        ActionLog.Read(day.Cli.Journals, null).Records.Should().HaveCountLessThanOrEqualTo(151, "waiting for a candle is not logged again and again");
    }

    [Fact]
    public async Task Loop_ExchangeFails_SaysSoOnceAndGoesOn()
    {
        await using var day = await Day.StartAsync();
        day.Faults(40, FakeBinance.Status(503, "busy"));
        day.Faults(20, FakeBinance.Cut());
        day.Faults(20, FakeBinance.Body("[]"));
        day.Faults(20, FakeBinance.Body("<html>"));

        var result = await day.RunAsync(lines: 30);

        result.ExitCode.Should().Be(130);
        result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(30);
        result.Error.Should().Contain("503").And.Contain("trying on").And.Contain("working again");
        result.Messages.Should().HaveCountLessThan(20, "an unchanged failure is said once");
        ActionLog.Read(day.Cli.Journals, null).Records.Should().HaveCountLessThan(60);
    }

    [Fact]
    public async Task Loop_ChannelGone_RetriesAndPublishesBeforeTheNextCandle()
    {
        await using var day = await Day.StartAsync();
        day.Cli.Environment["SIGNALS_DIR"] = "channel";
        day.Cli.Write("channel", "a file where the folder should be");
        var broken = 0;
        day.Time.Moved += _ =>
        {
            // The folder comes back a while after the first decision that could not be published.
            var journal = new FileInfo(day.Cli.PathOf("decision_logs", DecisionJournal.FileName));
            if (File.Exists(day.Cli.PathOf("channel")) && journal.Exists && journal.Length > HeaderBytes && ++broken > 5)
            {
                File.Delete(day.Cli.PathOf("channel"));
            }
        };

        var result = await day.RunAsync(lines: 120);

        result.ExitCode.Should().Be(130);
        result.Error.Should().Contain("trying on").And.Contain("working again");
        DecisionJournal.Read(day.Cli.Journals).Should().NotBeEmpty();
        var published = Directory.EnumerateFiles(day.Cli.PathOf("channel"), "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines).ToList();
        published.Should().OnlyHaveUniqueItems().And.NotBeEmpty();
    }

    [Fact]
    public async Task Loop_Json_OneDocumentALine()
    {
        await using var day = await Day.StartAsync();

        var result = await day.RunAsync(lines: 20, "--json");

        result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(20)
            .And.OnlyContain(line => JsonDocument.Parse(line, default).RootElement.GetProperty("latency_ms").GetProperty("total").GetDouble() >= 0);
    }

    [Fact]
    public async Task Loop_WhileItRuns_NoDryRunMovesItsJournals()
    {
        await using var day = await Day.StartAsync();
        CliResult? refused = null;
        day.OnLine = async count =>
        {
            if (count == 5)
            {
                refused = await day.Cli.RunAsync("dry-run", "--host", "paper");
            }
        };

        await day.RunAsync(lines: 10);

        refused!.SingleComplaint(exitCode: 3).Should().Contain("agent").And.Contain("JOURNAL_DIR");
    }

    [Fact]
    public async Task RunCycle_OnTheExchange_DecidesTheNewestClosedCandle()
    {
        await using var day = await Day.StartAsync();

        var result = await day.Cli.RunAsync("run-cycle", "--exchange", day.Url);

        result.ExitCode.Should().Be(0, result.Error);
        result.Out.TrimEnd('\n').Should().Be((await day.ExpectedAsync(1))[0]);
    }

    [Fact]
    public async Task RunCycle_NoExchangeThere_OneLineAndExit3()
    {
        using var cli = new BridgeCli { Clock = new AgentTime(CliCandles.Close) };
        cli.UseFileChannel();

        var result = await cli.RunAsync("run-cycle", "--exchange", "http://127.0.0.1:1");

        result.SingleComplaint(exitCode: 3).Should().Contain("127.0.0.1:1");
    }

    private sealed class Day : IAsyncDisposable
    {
        private readonly CandleSeries _candles = CliCandles.Generated(400);
        private readonly FakeBinance _exchange;

        private Day(FakeBinance exchange)
        {
            _exchange = exchange;
            Time = new AgentTime(DateTimeOffset.FromUnixTimeMilliseconds(_candles.CloseTimeMs(FirstCycle - 1) + 2_000)) { Moved = Move };
            Cli = new BridgeCli { Clock = Time };
            Cli.UseFileChannel();
            Move(Time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        public BridgeCli Cli { get; }

        public AgentTime Time { get; }

        public string Url => _exchange.Url.ToString();

        public Func<int, Task>? OnLine { get; set; }

        public static async Task<Day> StartAsync() => new(await FakeBinance.StartAsync());

        public void Faults(int count, Func<HttpContext, Task> fault)
        {
            for (var i = 0; i < count; i++)
            {
                _exchange.KlineFaults.Enqueue(fault);
            }
        }

        /// <summary>Runs the agent until it has printed so many lines.</summary>
        public async Task<CliResult> RunAsync(int lines, params string[] more)
        {
            using var stop = new CancellationTokenSource();
            using var error = new StringWriter { NewLine = "\n" };
            var output = new Lines(async count =>
            {
                if (OnLine is not null)
                {
                    await OnLine(count);
                }

                if (count == lines)
                {
                    await stop.CancelAsync();
                }
            });
            var code = await BridgeProgram.RunAsync(["run-cycle", "--loop", "--exchange", Url, .. more], Cli.Host(output, error), stop.Token)
                .WaitAsync(TimeSpan.FromMinutes(2));
            return new CliResult(code, output.ToString(), error.ToString());
        }

        /// <summary>What the agent is to say of each candle, by generate.</summary>
        public async Task<string[]> ExpectedAsync(int count)
        {
            Cli.WriteCandles(_candles);
            (await Cli.RunAsync("generate", "--candles", "BTC_USDT-5m.test.csv", "--out", "all.jsonl")).ExitCode.Should().Be(0);
            var byClose = (await File.ReadAllLinesAsync(Cli.PathOf("all.jsonl"))).ToDictionary(
                line => JsonDocument.Parse(line).RootElement.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds());
            return [.. Enumerable.Range(FirstCycle - 1, count).Select(i => byClose.GetValueOrDefault(_candles.CloseTimeMs(i), "NO_TRADE"))];
        }

        public string[] Published() =>
            [.. Directory.EnumerateFiles(Cli.PathOf("decision_logs", "signals"), "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines)];

        public async ValueTask DisposeAsync()
        {
            await _exchange.DisposeAsync();
            Cli.Dispose();
        }

        /// <summary>The exchange's candles up to the one that runs now.</summary>
        private void Move(long nowMs)
        {
            lock (_exchange.Candles)
            {
                _exchange.TimeMs = nowMs;
                while (_exchange.Candles.Count < _candles.Count && _candles.OpenTimes[_exchange.Candles.Count] <= nowMs)
                {
                    _exchange.Candles.Add(_candles[_exchange.Candles.Count]);
                }
            }
        }
    }

    /// <summary>A writer that tells how many lines it has.</summary>
    private sealed class Lines(Func<int, Task> onLine) : StringWriter
    {
        private int _count;

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            Write(value + "\n");
            onLine(++_count).GetAwaiter().GetResult();
        }
    }
}
