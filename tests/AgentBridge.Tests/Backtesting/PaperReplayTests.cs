using AgentBridge.Backtesting;
using AgentBridge.Cli;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Redis;
using AgentBridge.Schema;
using AgentBridge.Tests.Engine.Cycle;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Backtesting;

/// <summary>A whole replay: cycle, channel, executor and journals together.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class PaperReplayTests
{
    private static readonly CandleSeries Candles = GeneratedCandles.Create(new() { Count = 1_500, Seed = 21 });

    [Fact]
    public async Task RunAsync_GeneratedCandles_TradesAndJoinsItsJournals()
    {
        await using var bench = new ReplayBench();

        var result = await bench.Replay(Candles).RunAsync();

        result.Candles.Should().Be(1_500);
        result.Trades.Should().HaveCountGreaterThan(5);
        result.Trades.Select(t => t.ExitReason).Should().Contain(["tp1", "stop_loss"]);
        result.Published.Should().Be(result.Approved);
        (result.Approved + result.Denied.Values.Sum()).Should().Be(result.Signals);
        (result.Trades.Count + result.Refused.Values.Sum()).Should().Be(result.Published);
        result.Wallet.Should().BeApproximately(10_000 + result.Trades.Sum(t => t.ProfitAbs), 1e-6);
        bench.Decisions().Should().HaveCount(result.Approved);
        bench.Results().Should().Equal(result.Trades.Select(t => new TradeResultRow(t.Opened.Signal.DecisionId.ToString(), t.CloseRate, t.PnlRMultiple)));
        bench.Decisions().Select(d => d.DecisionId).Should().Contain(bench.Results().Select(r => r.DecisionId));
    }

    [Fact]
    public async Task RunAsync_GeneratedCandles_ExplainsEveryApprovedSignalInTheLog()
    {
        await using var bench = new ReplayBench();

        var result = await bench.Replay(Candles).RunAsync();

        var opened = bench.Lines("open");
        var refused = bench.Lines("refuse");
        var closed = bench.Lines("close");
        opened.SelectMany(l => l.InputRefs).Should().Equal(result.Trades.Select(t => t.Opened.Signal.DecisionId.ToString()));
        opened.Should().OnlyContain(l => l.Result == "OPENED" && l.Target == "BTC/USDT" && l.Parameters["host"].ToString() == "paper");
        closed.Select(l => l.Result).Should().Equal(result.Trades.Select(t => t.ExitReason));
        refused.GroupBy(l => l.Result, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal).Should().Equal(result.Refused);
        refused.Should().OnlyContain(l => l.Parameters["reason"].ToString().Length > 10);
        opened.Concat(refused).SelectMany(l => l.InputRefs).Should().BeEquivalentTo(bench.Decisions().Select(d => d.DecisionId));
        bench.Lines("cycle").Where(l => string.Equals(l.Result, "PUBLISHED", StringComparison.Ordinal)).Should().HaveCount(result.Published);
        bench.Lines("cycle").TakeLast(5).Should().OnlyContain(l => l.Metrics.ContainsKey("total_ms"));
    }

    [Fact]
    public async Task RunAsync_QuietAtItsEnd_IsJudgedByTheCyclesThatPublished()
    {
        await using var bench = new ReplayBench();

        _ = await bench.Replay(CandleSeries.FromCandles("BTC/USDT", Candles.Timeframe, QuietAtTheEnd())).RunAsync();

        var cycles = bench.Lines("cycle");
        cycles.Should().OnlyContain(l => l.Parameters["host"].ToString() == "paper");
        cycles.TakeLast(5).Should().OnlyContain(l => l.Result == "NO_TRADE");
        var published = cycles.Where(l => string.Equals(l.Result, "PUBLISHED", StringComparison.Ordinal)).TakeLast(5).Average(l => l.Metrics["total_ms"]);
        ValidationGates.Evaluate(new GateSettings { Tests = new GateResult("G1", true, "", "", ""), JournalFolder = bench.Folder })[3].Measured
            .Should().Be(FormattableString.Invariant($"{published:0.####} ms over 5 cycles"));
    }

    private static IEnumerable<Candle> QuietAtTheEnd()
    {
        for (var i = 0; i < Candles.Count + 30; i++)
        {
            var last = Candles[^1];
            yield return i < Candles.Count ? Candles[i] : new Candle(last.OpenTimeMs + ((i - Candles.Count + 1) * 300_000L), last.Close, last.Close + 1, last.Close - 1, last.Close, 1);
        }
    }

    [Fact]
    public async Task RunAsync_TwiceInFreshFolders_GivesEqualTrades()
    {
        await using var first = new ReplayBench();
        await using var second = new ReplayBench();

        var one = await first.Replay(Candles).RunAsync();
        var two = await second.Replay(Candles).RunAsync();

        two.Trades.Should().Equal(one.Trades);
        two.Wallet.Should().Be(one.Wallet);
        File.ReadAllText(Path.Combine(second.Folder, "decision_log.csv")).Should().Be(File.ReadAllText(Path.Combine(first.Folder, "decision_log.csv")));
        File.ReadAllText(Path.Combine(second.Folder, "trade_results.csv")).Should().Be(File.ReadAllText(Path.Combine(first.Folder, "trade_results.csv")));
    }

    [Fact]
    public async Task RunAsync_AgainOnTheSameJournalsAndChannel_WritesNoRowTwice()
    {
        await using var bench = new ReplayBench();
        var one = await bench.Replay(Candles).RunAsync();
        var (decisions, results) = (bench.Decisions(), bench.Results());

        var two = await bench.Replay(Candles).RunAsync();

        two.Trades.Should().Equal(one.Trades);
        bench.Decisions().Should().Equal(decisions);
        bench.Results().Should().Equal(results);
    }

    [Fact]
    public async Task RunAsync_AgainWithAnotherFee_KeepsTheRowsAndReportsIt()
    {
        await using var bench = new ReplayBench();
        _ = await bench.Replay(Candles).RunAsync();
        var results = bench.Results();
        bench.Paper = new PaperOptions { Fee = 0.002 };

        var two = await bench.Replay(Candles).RunAsync();

        bench.Results().Should().Equal(results);
        bench.Lines("close").TakeLast(two.Trades.Count).Should().OnlyContain(l => l.Parameters["journal"].ToString().Contains("another result"));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(777)]
    [InlineData(1_201)]
    public async Task RunAsync_FirstCandlesOnly_GivesTheSameTradesUpToThere(int k)
    {
        await using var whole = new ReplayBench();
        await using var part = new ReplayBench();

        var all = await whole.Replay(Candles).RunAsync();
        var some = await part.Replay(Candles.Prefix(k)).RunAsync();

        var until = Candles.CloseTimeMs(k - 1);
        var ended = some.Trades.Where(t => t.Reason != PaperExitReason.ForceExit).ToList();
        ended.Should().Equal(all.Trades.Where(t => t.Reason != PaperExitReason.ForceExit && t.CloseTimeMs < until));
        some.Trades.Select(t => t.Opened).Should().Equal(all.Trades.Select(t => t.Opened).Where(t => t.OpenTimeMs < until));
        part.Decisions().Should().Equal(whole.Decisions().Where(d => d.TimestampMs <= until));
    }

    [Fact]
    public async Task RunAsync_EveryCandle_TheClockShowsExactlyItsClose()
    {
        await using var bench = new ReplayBench();
        var seen = new List<long>();
        var publisher = bench.Publisher;
        bench.Publisher = new FakePublisher(signal =>
        {
            bench.Clock.GetUtcNow().Should().Be(signal.Signal.Timestamp);
            return publisher.PublishSignalAsync(signal).GetAwaiter().GetResult();
        });

        var result = await bench.Replay(Candles).RunAsync(new ProgressHandler(p => seen.Add(bench.Clock.GetUtcNow().ToUnixTimeMilliseconds())));

        seen.Should().Equal(Enumerable.Range(0, Candles.Count).Select(Candles.CloseTimeMs));
        result.Trades.Should().OnlyContain(t => t.Opened.OpenTimeMs == t.Opened.Signal.Timestamp.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task RunAsync_Progress_CountsUpToTheResult()
    {
        await using var bench = new ReplayBench();
        var reported = new List<PaperReplayProgress>();

        var result = await bench.Replay(Candles).RunAsync(new ProgressHandler(reported.Add));

        reported.Should().HaveCount(1_500);
        reported.Select(p => p.Candles).Should().Equal(Enumerable.Range(1, 1_500));
        reported[^1].Published.Should().Be(result.Published);
        reported[^1].Trades.Should().Be(result.Trades.Count(t => t.Reason != PaperExitReason.ForceExit));
    }

    [Fact]
    public async Task RunAsync_Cancelled_LeavesJournalsThatJoin()
    {
        await using var bench = new ReplayBench();
        await using var other = new ReplayBench();
        using var stop = new CancellationTokenSource();
        var all = await other.Replay(Candles).RunAsync();

        await bench.Invoking(b => b.Replay(Candles).RunAsync(new ProgressHandler(p => CancelAt(p, stop)), stop.Token)).Should().ThrowAsync<OperationCanceledException>();

        var until = Candles.CloseTimeMs(699);
        bench.Decisions().Should().Equal(other.Decisions().Where(d => d.TimestampMs <= until));
        bench.Results().Should().Equal(other.Results().Take(bench.Results().Count));
        bench.Results().Should().HaveCount(all.Trades.Count(t => t.Reason != PaperExitReason.ForceExit && t.CloseTimeMs < until)).And.NotBeEmpty();
        bench.Lines("close").Should().HaveCount(bench.Results().Count);

        static void CancelAt(PaperReplayProgress progress, CancellationTokenSource stop)
        {
            if (progress.Candles == 700)
            {
                stop.Cancel();
            }
        }
    }

    [Fact]
    public async Task RunAsync_SignalOnTheLastCandle_IsExplained()
    {
        await using var bench = new ReplayBench();

        var result = await bench.Replay(TestCandles.Series(TestCandles.Breakout(30))).RunAsync();

        result.Published.Should().Be(1);
        result.Trades.Should().BeEmpty();
        result.Refused.Should().Equal(new Dictionary<string, int>(StringComparer.Ordinal) { ["CANDLES_ENDED"] = 1 });
        bench.Lines("refuse").Should().ContainSingle().Which.Should().Match<ActionEntry>(l => l.Result == "CANDLES_ENDED" && l.InputRefs.Single() == bench.Decisions().Single().DecisionId);
    }

    [Fact]
    public async Task RunAsync_ChannelLosesTheSignal_IsExplainedAndOpensNothing()
    {
        await using var bench = new ReplayBench();
        bench.Source = new TwistedSource(bench.Source, fetched => new FetchResult(null, new SkippedMessages(1, 2, 0, 0, 0)));

        var result = await bench.Replay(Candles).RunAsync();

        result.Published.Should().BePositive();
        result.Trades.Should().BeEmpty();
        result.Refused.Should().Equal(new Dictionary<string, int>(StringComparer.Ordinal) { ["NOT_FETCHED"] = result.Published });
        bench.Lines("refuse")[0].Parameters["reason"].ToString().Should().Contain("Malformed = 1").And.Contain("OtherSymbol = 2");
        bench.Results().Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_ChannelGivesANewerSignalOfAnother_OpensNeitherAndSaysWhich()
    {
        await using var bench = new ReplayBench();
        var foreign = Guid.Parse("00000000-0000-5000-8000-000000000001");
        bench.Source = new TwistedSource(bench.Source, fetched => fetched with { Signal = fetched.Signal! with { DecisionId = foreign, Timestamp = fetched.Signal.Timestamp.AddSeconds(1) } });

        var result = await bench.Replay(Candles).RunAsync();

        result.Trades.Should().BeEmpty();
        result.Refused.Should().Equal(new Dictionary<string, int>(StringComparer.Ordinal) { ["SUPERSEDED"] = result.Published });
        bench.Lines("refuse").Should().OnlyContain(l => l.Parameters["reason"].ToString().Contains(foreign.ToString()));
        bench.Lines("open").Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_ChannelGivesOtherBytesOfTheDecision_IsAConflict()
    {
        await using var bench = new ReplayBench();
        bench.Source = new TwistedSource(bench.Source, fetched => fetched with { Signal = fetched.Signal! with { Risk = fetched.Signal.Risk with { MaxCapitalPct = 1 } } });

        var result = await bench.Replay(Candles).RunAsync();

        result.Trades.Should().BeEmpty();
        result.Refused.Should().Equal(new Dictionary<string, int>(StringComparer.Ordinal) { ["DECISION_CONFLICT"] = result.Published });
    }

    [Fact]
    public async Task RunAsync_ChannelDown_ThrowsAndKeepsTheDecision()
    {
        await using var bench = new ReplayBench();
        bench.Publisher = new FakePublisher(_ => throw new TransportException("down"));

        await bench.Invoking(b => b.Replay(Candles).RunAsync()).Should().ThrowAsync<TransportException>();

        bench.Decisions().Should().ContainSingle();
        bench.Results().Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_NoCandles_IsAnEmptyResult()
    {
        await using var bench = new ReplayBench();

        var result = await bench.Replay(Candles.Prefix(0)).RunAsync();

        result.Should().BeEquivalentTo(new { Candles = 0, Signals = 0, Approved = 0, Published = 0, Wallet = 10_000.0 });
    }

    [SkippableFact]
    public async Task RunAsync_PrivateRedisServer_GivesTheTradesOfTheFileChannel()
    {
        Skip.IfNot(RedisServerProcess.TryFind(out _), "redis-server is not installed");
        var folder = Directory.CreateTempSubdirectory("agentbridge-replay-redis-");
        await using var server = await RedisServerProcess.StartAsync(new RedisServerOptions { RunFolder = folder.FullName, Password = "replay" });
        await using var file = new ReplayBench();
        await using var redis = new ReplayBench();
        await using var channel = new RedisSignalChannel(server.ChannelOptions with { Timeout = TimeSpan.FromSeconds(30) }, redis.Clock);
        (redis.Publisher, redis.Source) = (channel, channel);

        var expected = await file.Replay(Candles).RunAsync();
        var result = await redis.Replay(Candles).RunAsync();

        result.Trades.Should().Equal(expected.Trades).And.NotBeEmpty();
        result.Published.Should().Be(expected.Published);
        await server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [SkippableTheory]
    [InlineData(SharedData.Generated)]
    [InlineData("BTC_USDT-5m.gtudor33.csv")]
    public async Task RunAsync_WholeHistory_JoinsItsJournalsAndStaysWithinTheLevels(string file)
    {
        var candles = SharedData.Candles(file).Prefix(6_000);
        await using var bench = new ReplayBench();

        var result = await bench.Replay(candles).RunAsync();

        result.Trades.Should().HaveCountGreaterThan(20);
        (result.Trades.Count + result.Refused.Values.Sum()).Should().Be(result.Published);
        bench.Decisions().Select(d => d.DecisionId).Should().Contain(bench.Results().Select(r => r.DecisionId));
        bench.Results().Should().HaveCount(result.Trades.Count);
    }
}
