using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentBridge.Cli;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Tests.Exchanges;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Plugins;
using AgentBridge.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace AgentBridge.Tests.Cli;

/// <summary>run-cycle --loop against a loopback exchange whose candles close by the agent's clock.</summary>
[Trait(Cost.Key, Cost.Slow)]
public partial class AgentLoopTests
{
    private const int FirstCycle = 100;
    private const int HeaderBytes = 100;

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Loop_AnOrdinaryDay_OneLineACandleThen130()
    {
        await using var day = await Day.StartAsync();

        var result = await day.RunAsync(lines: 150);

        result.ExitCode.Should().Be(130);
        var lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Line().Match(line)).ToList();
        lines.Should().HaveCount(150).And.OnlyContain(line => line.Success && line.Groups["of"].Value == "BTC/USDT 5m");
        var expected = await day.ExpectedAsync(150);
        lines.Select(line => line.Groups["result"].Value).Should().Equal(expected, "every candle is decided once, as generate decides it");
        lines.Select(line => line.Groups["close"].Value).Should().BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();
        lines.Should().OnlyContain(line => string.CompareOrdinal(line.Groups["at"].Value, line.Groups["close"].Value) > 0);
        day.Published().Should().Equal(expected.Where(line => line[0] == '{'));
        DecisionJournal.Read(day.Cli.Journals).Should().HaveCount(day.Published().Length).And.OnlyHaveUniqueItems(row => row.DecisionId);
        ActionLog.Read(day.Cli.Journals, null).Records.Should().HaveCountLessThanOrEqualTo(151, "waiting for a candle is not logged again and again");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Loop_StrategyThatThrows_ContinuesAndSaysEachCandleThatItCosts()
    {
        await using var day = await Day.StartAsync();
        day.Cli.Environment["MAX_ATR_MULTIPLE"] = "100";

        var result = await day.RunAsync(lines: 60, "--strategy", "thrower", "--strategy-assembly", TestPlugin.Path, "--param", "place=candle", "--param", "every=20");

        result.ExitCode.Should().Be(130);
        result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(60);
        result.Out.Should().Contain("decision_id", "it decides the candles between");
        var failures = result.Messages.Where(line => line.Contains(" BTC/USDT GENERATOR_FAILED: strategy thrower/1 failed on the candle of ", StringComparison.Ordinal)).ToList();
        failures.Should().HaveCount(3 * 3, "the strategy throws on three candles, and each costs the warm-up of three");
        failures.Should().OnlyContain(line => line.EndsWith("InvalidOperationException: a candle it does not like", StringComparison.Ordinal));
        result.Error.Should().NotContain("bug");
        ActionLog.Read(day.Cli.Journals, record => record.Entry.Result is "GENERATOR_FAILED").Records.Should().HaveCount(9);
    }

    [Theory]
    [InlineData("/time")]
    [InlineData("/klines")]
    [InlineData("/exchangeInfo")]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Loop_WhateverTheExchangeAnswers_KeepsRunning(string target)
    {
        await using var day = await Day.StartAsync(candles: 30_000);
        using var healthy = new HttpClient { BaseAddress = new Uri(day.Url) };

        // Six times each: the request's own retries use up five.
        OddAnswers.All.Should().HaveCountGreaterThan(120);
        using var odd = new RawExchange(target, OddAnswers.All.Values.SelectMany(answer => Enumerable.Repeat(answer, 6)), healthy.GetStringAsync);
        day.OtherUrl = odd.Url;
        var after = 0;
        day.ShallStop = _ => odd.Left == 0 && ++after == 3;

        var result = await day.RunAsync();

        result.ExitCode.Should().Be(130);
        result.Error.Should().NotContain("bug").And.NotContain("\u001b").And.Contain("working again");
        odd.Left.Should().Be(0, "it continues to send requests");
    }

    [Theory]
    [InlineData(418, "7200", 7_200)]
    [InlineData(429, "99999999", 259_200)]
    [InlineData(503, "45", 45)]
    [InlineData(500, "99999999", 300)]
    public async Task Loop_RetryAfterGiven_AsksNothingUntilThenAndReportsItOnce(int status, string wait, int seconds)
    {
        await using var day = await Day.StartAsync(candles: 2_000);
        var asked = new List<DateTimeOffset>();
        day.Faults(1, context =>
        {
            asked.Add(day.Time.GetUtcNow());
            return FakeBinance.Status(status, """{"code":-1003,"msg":"Way too much"}""", wait)(context);
        });
        day.Faults(1, context =>
        {
            asked.Add(day.Time.GetUtcNow());
            return context.Response.WriteAsync("[]");
        });

        var result = await day.RunAsync(lines: 2);

        result.ExitCode.Should().Be(130);
        (asked[1] - asked[0]).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(seconds)).And.BeLessThan(TimeSpan.FromSeconds(seconds + 20));
        result.Messages.Where(line => line.Contains("Way too much", StringComparison.Ordinal)).Should().ContainSingle().Which.Should().Contain("no request before 2025-");
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData(451, "")]
    [InlineData(400, """{"code":-1121,"msg":"Invalid symbol."}""")]
    [InlineData(404, "")]
    [InlineData(302, "")]
    public async Task Loop_AnswerThatIsFinal_IsAskedForOnceACandleAndReportedOnce(int status, string body)
    {
        await using var day = await Day.StartAsync();
        var asked = new List<DateTimeOffset>();
        day.Faults(20, context =>
        {
            asked.Add(day.Time.GetUtcNow());
            return FakeBinance.Status(status, body)(context);
        });

        var result = await day.RunAsync(lines: 2);

        result.ExitCode.Should().Be(130);
        asked.Should().HaveCount(20);
        asked.Zip(asked.Skip(1), (first, second) => (second - first).TotalSeconds).Should().OnlyContain(gap => gap > 280);
        result.Messages.Where(line => line.Contains($"status {status}", StringComparison.Ordinal)).Should().ContainSingle().Which.Should().Contain("at the next candle");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Loop_StdoutThatTakesNothing_GoesOnDecidingAndReportsItOnce()
    {
        await using var day = await Day.StartAsync();
        day.OnLine = count => count < 5 ? Task.CompletedTask : throw new IOException("No space left on device");

        var result = await day.RunAsync(lines: 150);

        result.ExitCode.Should().Be(130);
        var expected = await day.ExpectedAsync(150);
        day.Published().Should().Equal(expected.Where(line => line[0] == '{'), "decisions that can't be printed are published all the same");
        result.Messages.Where(line => line.Contains("stdout", StringComparison.Ordinal)).Should().ContainSingle().Which.Should().Contain("No space left on device");
    }

    [Fact]
    public async Task Loop_OnASimulator_IsNotLoggedAsLive()
    {
        await using var day = await Day.StartAsync();

        await day.RunAsync(lines: 3);

        ActionLog.Read(day.Cli.Journals, null).Records.Should().NotBeEmpty().And.OnlyContain(record => record.Origin.Environment == "simulated");
    }

    [Fact]
    public async Task Loop_ExchangeFails_ReportsItOnceAndGoesOn()
    {
        await using var day = await Day.StartAsync(candles: 4_000);
        day.Faults(40, FakeBinance.Status(503, "busy"));
        day.Faults(20, FakeBinance.Cut());
        day.Faults(20, FakeBinance.Body("[]"));
        day.Faults(20, FakeBinance.Body("<html>"));

        var result = await day.RunAsync(lines: 30);

        result.ExitCode.Should().Be(130);
        result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(30);
        result.Error.Should().Contain("503").And.Contain("retrying").And.Contain("working again");
        result.Messages.Should().HaveCountLessThan(20, "an unchanged failure is reported once");
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
            // The folder is restored some time after the first decision that could not be published.
            var journal = new FileInfo(day.Cli.PathOf("decision_logs", DecisionJournal.FileName));
            if (File.Exists(day.Cli.PathOf("channel")) && journal.Exists && journal.Length > HeaderBytes && ++broken > 5)
            {
                File.Delete(day.Cli.PathOf("channel"));
            }
        };

        var result = await day.RunAsync(lines: 120);

        result.ExitCode.Should().Be(130);
        result.Error.Should().Contain("retrying").And.Contain("publishing again");
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
        var last = JsonDocument.Parse(result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;
        (last.GetProperty("symbol").GetString(), last.GetProperty("timeframe").GetString()).Should().Be(("BTC/USDT", "5m"));
        last.GetProperty("at").GetDateTimeOffset().Should().BeAfter(last.GetProperty("candle_close").GetDateTimeOffset());
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

    [GeneratedRegex("^(?<at>\\S+) (?<of>\\S+ \\S+) candle (?<close>\\S+) (?<result>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Line();

    private sealed class Day : IAsyncDisposable
    {
        private readonly CandleSeries _candles;
        private readonly FakeBinance _exchange;

        private Day(FakeBinance exchange, int candles)
        {
            _exchange = exchange;
            _candles = CliCandles.Generated(candles);
            Time = new AgentTime(DateTimeOffset.FromUnixTimeMilliseconds(_candles.CloseTimeMs(FirstCycle - 1) + 2_000)) { Moved = Move };
            Cli = new BridgeCli { Clock = Time };
            Cli.UseFileChannel();
            // The machine may be busy, which the agent's clock does not show.
            Cli.Environment["STRATEGY_TIMEOUT_MS"] = "60000";
            Move(Time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        public BridgeCli Cli { get; }

        public AgentTime Time { get; }

        public string Url => _exchange.Url.ToString();

        public Func<int, Task>? OnLine { get; set; }

        /// <summary>The address that the agent uses instead.</summary>
        public string? OtherUrl { get; set; }

        /// <summary>Whether the agent has printed enough, given the number of lines.</summary>
        public Func<int, bool> ShallStop { get; set; } = _ => false;

        public static async Task<Day> StartAsync(int candles = 400) => new(await FakeBinance.StartAsync(), candles);

        public void Faults(int count, Func<HttpContext, Task> fault)
        {
            for (var i = 0; i < count; i++)
            {
                _exchange.KlineFaults.Enqueue(fault);
            }
        }

        /// <summary>Runs the agent until it has printed a number of lines.</summary>
        public Task<CliResult> RunAsync(int lines, params string[] more)
        {
            ShallStop = count => count == lines;
            return RunAsync(more);
        }

        /// <summary>Runs the agent until it has printed enough.</summary>
        public async Task<CliResult> RunAsync(params string[] more)
        {
            using var stop = new CancellationTokenSource();
            using var error = new StringWriter { NewLine = "\n" };
            var output = new Lines(async count =>
            {
                if (ShallStop(count))
                {
                    await stop.CancelAsync();
                }

                if (OnLine is not null)
                {
                    await OnLine(count);
                }
            });
            var run = BridgeProgram.RunAsync(["run-cycle", "--loop", "--exchange", OtherUrl ?? Url, .. more], Cli.Host(output, error), stop.Token);
            try
            {
                return new CliResult(await run.WaitAsync(TimeSpan.FromMinutes(2)), output.ToString(), error.ToString());
            }
            catch (TimeoutException exception)
            {
                throw new TimeoutException($"the agent printed too little:\n{output}\n{error}", exception);
            }
        }

        /// <summary>The line that the agent should print for each candle, by generate.</summary>
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

        /// <summary>The exchange's candles up to the running one.</summary>
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

    /// <summary>A writer that counts its lines.</summary>
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
