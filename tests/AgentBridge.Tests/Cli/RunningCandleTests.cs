using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Tests.Exchanges;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>No command decides on a last row that has not closed yet, not even a second before its close.</summary>
public sealed class RunningCandleTests : IDisposable
{
    private readonly BridgeCli _cli = new();

    public RunningCandleTests() => _cli.UseFileChannel();

    public static TheoryData<double> BeforeTheClose => [0.001, 1, 4.9, 5, 120, 299.999];

    public void Dispose() => _cli.Dispose();

    [Theory]
    [MemberData(nameof(BeforeTheClose))]
    public async Task RunCycle_LastRowStillRuns_IsLeftOutAndItsDecisionIsFreeLater(double seconds)
    {
        // Its current state would trigger; it will close higher, and that close is the decision.
        var candles = TestCandles.Breakout(40);
        var file = Write(candles);
        At(-seconds);

        var early = await _cli.RunAsync("run-cycle", "--candles", file);

        early.ExitCode.Should().Be(0, early.Error);
        early.Out.Should().Be("NO_TRADE\n");
        early.SingleMessage().Should().Contain("the last candle has not closed yet and is left out").And.Contain("12:05:00Z");
        DecisionJournal.Read(_cli.Journals).Should().BeEmpty();

        candles[^1] = candles[^1] with { High = 104_260, Close = 104_240 };
        Write(candles);
        At(0);
        var late = await _cli.RunAsync("run-cycle", "--candles", file, "--json");

        late.Messages.Should().BeEmpty();
        late.Json().GetProperty("code").GetString().Should().Be("PUBLISHED");
        late.Json().GetProperty("signal").GetProperty("entry").GetProperty("price").GetDouble().Should().Be(104_240);
        DecisionJournal.Read(_cli.Journals).Should().ContainSingle();
    }

    [Fact]
    public async Task Generate_LastRowsStillRun_AreLeftOut()
    {
        var file = Write([.. TestCandles.Breakout(40), new Candle(TestCandles.ExampleOpenMs + 300_000, 104_211, 105_000, 104_000, 104_900, 1)]);
        At(-1);

        var result = await _cli.RunAsync("generate", "--candles", file, "--out", "o.jsonl", "--json");

        result.SingleMessage().Should().Contain("the last 2 candles have not closed yet and are left out");
        result.Json().GetProperty("candles").GetInt32().Should().Be(39);
        result.Json().GetProperty("raw").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task DryRun_LastRowStillRuns_IsLeftOut()
    {
        _cli.PassG1();
        var candles = CliCandles.Generated(1_000);
        var file = _cli.WriteCandles(candles, "sample.csv");
        _cli.Clock = new FixedClock(DateTimeOffset.FromUnixTimeMilliseconds(candles.CloseTimeMs(999) - 1));

        var result = await _cli.RunAsync("dry-run", "--host", "paper", "--candles", file, "--json");

        result.Messages.Should().ContainSingle(m => m.Contains("left out", StringComparison.Ordinal));
        result.Json().GetProperty("candles").GetInt32().Should().Be(999);
    }

    [Fact]
    public async Task DryRun_CandlesFarAheadOfTheClock_AreReplayedAsTheyAre()
    {
        _cli.PassG1();
        var candles = CliCandles.Generated(1_000);
        var file = _cli.WriteCandles(candles, "sample.csv");
        _cli.Clock = new FixedClock(DateTimeOffset.FromUnixTimeMilliseconds(candles.CloseTimeMs(500)));

        var result = await _cli.RunAsync("dry-run", "--host", "paper", "--candles", file, "--json");

        result.Error.Should().NotContain("left out");
        result.Json().GetProperty("candles").GetInt32().Should().Be(1_000);
    }

    [Fact]
    public async Task Publish_DecidingCandleStillRuns_IsDenied()
    {
        var file = Write(TestCandles.Breakout(40));
        At(3);
        (await _cli.RunAsync("generate", "--candles", file, "--out", "o.jsonl")).ExitCode.Should().Be(0);
        At(-1);

        var result = await _cli.RunAsync("publish", "o.jsonl", "--candles", file);

        result.ExitCode.Should().Be(1);
        result.Messages.Should().Contain(m => m.Contains("TIMESTAMP_MISMATCH", StringComparison.Ordinal));
        DecisionJournal.Read(_cli.Journals).Should().BeEmpty();
    }

    [Fact]
    public async Task RunCycle_NoRowHasClosed_IsAUsageErrorThatSaysWhenTheFirstCloses()
    {
        var file = Write(TestCandles.Quiet(1));
        At(-1);

        (await _cli.RunAsync("run-cycle", "--candles", file)).SingleComplaint(2).Should().Contain("no candle has closed yet").And.Contain("12:05:00Z");
    }

    [Theory]
    [Trait(Cost.Key, Cost.Slow)]
    [InlineData(-5_000, 0, "left out")]
    [InlineData(-5_001, 3, "set the clock")]
    [InlineData(0, 0, null)]
    public async Task RunCycle_ThisMachinesClockIsBehindTheExchange_DecidesNothingBeforeItsOwnClose(int clockMs, int exitCode, string? expected)
    {
        await using var exchange = await FakeBinance.StartAsync();
        exchange.FillTo(closed: 400);
        _cli.Clock = new FixedClock(DateTimeOffset.FromUnixTimeMilliseconds(SomeCandles.Start + (400 * SomeCandles.Step) + clockMs));

        var result = await _cli.RunAsync("run-cycle", "--exchange", exchange.Url.ToString(), "--json");

        result.ExitCode.Should().Be(exitCode, result.Error);
        if (expected is null)
        {
            result.Messages.Should().BeEmpty();
        }
        else
        {
            result.SingleMessage().Should().Contain(expected);
        }
    }

    [Fact]
    public async Task CandlesCheck_LastRowStillRuns_IsAFinding()
    {
        var file = Write(TestCandles.Breakout(40));
        At(-0.001);
        var running = await _cli.RunAsync("candles", "check", file);
        var json = await _cli.RunAsync("candles", "check", file, "--json");
        At(0);
        var closed = await _cli.RunAsync("candles", "check", file);

        running.ExitCode.Should().Be(1);
        running.Out.Should().Contain("1 not closed yet").And.Contain("row 41: running");
        json.Json().GetProperty("findings")[0].GetProperty("kind").GetString().Should().Be("running");
        closed.ExitCode.Should().Be(0);
        closed.Out.Should().Contain("no finding");
    }

    private string Write(IEnumerable<Candle> candles) => _cli.WriteCandles(TestCandles.Series(candles));

    /// <summary>Sets the clock to some seconds after the deciding candle's close.</summary>
    private void At(double seconds) => _cli.Clock = new FixedClock(CliCandles.Close.AddSeconds(seconds));
}
