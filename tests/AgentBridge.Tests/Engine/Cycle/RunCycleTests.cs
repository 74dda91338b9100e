using System.Collections.Immutable;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine.Cycle;

/// <summary>The steps of a cycle and their order, with real journals and the file channel.</summary>
public sealed class RunCycleTests
{
    private const string ExampleId = "8d6a6e47-9dae-5ba4-b54f-3c17d5a749c4";
    private static readonly CandleSeries Quiet = TestCandles.Series(TestCandles.Quiet(30));
    private static readonly CandleSeries Breakout = TestCandles.Series(TestCandles.Breakout(30));

    [Fact]
    public async Task RunAsync_Breakout_IsJournalledPublishedAndLogged()
    {
        await using var bench = new CycleBench();

        var result = await bench.Cycle().RunAsync();

        result.Outcome.Should().Be(CycleOutcome.Signal);
        result.Code.Should().Be("PUBLISHED");
        bench.Rows().Should().Equal(new DecisionRow(ExampleId, TestCandles.ExampleOpenMs + 300_000, "BTC/USDT", "long", 104_211, 103_800, 104_622, 105_033, 0.6));
        (await bench.FetchAsync()).Should().Be(result.Approved!.Signal);
        var line = bench.Lines().Should().ContainSingle().Subject;
        line.Action.Should().Be("cycle");
        line.Target.Should().Be("BTC/USDT");
        line.Result.Should().Be("PUBLISHED");
        line.OutputRefs.Should().Equal(ExampleId);
        line.Rationale.Should().Be("breakout above 19-bar high");
        line.Parameters["candle_close"].ToString().Should().Be("2025-06-01T12:05:00.000Z");
        line.Metrics.Should().ContainKeys("candles_ms", "generate_ms", "risk_ms", "journal_ms", "publish_ms", "total_ms");
    }

    [Fact]
    public async Task RunAsync_SourceOfAnotherTimeframe_DecidesNothing()
    {
        await using var bench = new CycleBench { Source = new FakeSource(() => CandleSeries.FromCandles("BTC/USDT", Timeframe.Parse("1m"), TestCandles.Breakout(30).Select((c, i) => c with { OpenTimeMs = i * 60_000 }))) };

        await FluentActions.Awaiting(() => bench.Cycle().RunAsync()).Should().ThrowAsync<CandleSourceException>().WithMessage("BTC/USDT: requested candles of 5m, the source returned 1m");

        bench.Rows().Should().BeEmpty();
        bench.Lines().Should().ContainSingle().Which.Result.Should().Be(CycleCodes.CandlesUnavailable);
    }

    [Fact]
    public async Task RunAsync_Breakout_TheRowIsOnDiskBeforeThePublisherIsAsked()
    {
        await using var bench = new CycleBench();
        IReadOnlyList<DecisionRow>? seen = null;
        var publisher = new FakePublisher(_ =>
        {
            seen = bench.Rows();
            return PublishResult.Published;
        });
        bench.Publisher = publisher;

        _ = await bench.Cycle().RunAsync();

        seen.Should().ContainSingle().Which.DecisionId.Should().Be(ExampleId);
        publisher.Given.Should().ContainSingle();
    }

    [Fact]
    public async Task RunAsync_JournalFolderGone_ThrowsAndPublishesNothing()
    {
        await using var bench = new CycleBench();
        var publisher = new FakePublisher(_ => PublishResult.Published);
        bench.Publisher = publisher;
        Directory.Delete(bench.DecisionFolder, recursive: true);

        await bench.Invoking(b => b.Cycle().RunAsync()).Should().ThrowAsync<JournalException>();

        publisher.Given.Should().BeEmpty();
        bench.Lines().Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_PublisherFailsOnce_TheRowIsKeptAndTheNextCyclePublishesOnce()
    {
        await using var bench = new CycleBench();
        var fails = 2;
        var publisher = new FakePublisher(_ => fails-- > 0 ? throw new TransportException("redis 127.0.0.1:1: down; start it") : PublishResult.Published);
        bench.Publisher = publisher;
        var cycle = bench.Cycle();

        await cycle.Invoking(c => c.RunAsync()).Should().ThrowAsync<TransportException>();
        await cycle.Invoking(c => c.RunAsync()).Should().ThrowAsync<TransportException>();
        bench.Rows().Should().ContainSingle();
        var result = await cycle.RunAsync();

        result.Code.Should().Be("PUBLISHED");
        bench.Rows().Should().ContainSingle();
        bench.Results().Should().Equal("PUBLISH_FAILED", "PUBLISHED");
        bench.Lines()[0].Rationale.Should().Be("redis 127.0.0.1:1: down; start it");
        publisher.Given.Select(s => s.Sha256).Distinct(StringComparer.Ordinal).Should().ContainSingle();
    }

    [Fact]
    public async Task RunAsync_ChannelFolderBroken_NextCycleOfAnotherProcessPublishesOnce()
    {
        await using var bench = new CycleBench();
        var broken = new FakePublisher(_ => throw new TransportException("down"));
        bench.Publisher = broken;
        await bench.Invoking(b => b.Cycle().RunAsync()).Should().ThrowAsync<TransportException>();

        bench.Publisher = bench.Channel;
        var second = await bench.Cycle().RunAsync();
        var third = await bench.Cycle().RunAsync();

        second.Code.Should().Be("PUBLISHED");
        third.Code.Should().Be("DUPLICATE");
        bench.Rows().Should().ContainSingle();
    }

    [Fact]
    public async Task RunAsync_EndedWhilePublishing_SaysThatItMayBePublished()
    {
        await using var bench = new CycleBench();
        bench.Publisher = new FakePublisher(_ => throw new OperationCanceledException());

        await bench.Invoking(b => b.Cycle().RunAsync()).Should().ThrowAsync<OperationCanceledException>();

        bench.Rows().Should().ContainSingle();
        bench.Lines().Should().ContainSingle().Which.Should().Match<ActionEntry>(l => l.Result == "PUBLISH_FAILED" && l.Rationale.Contains("may be published"));
    }

    [Fact]
    public async Task RunAsync_Cancelled_DoesNothing()
    {
        await using var bench = new CycleBench();
        bench.Source = new FakeSource(() => Breakout);

        await bench.Invoking(b => b.Cycle().RunAsync(new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();

        bench.Rows().Should().BeEmpty();
        bench.Lines().Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_NoPublisher_JournalsOnly()
    {
        await using var bench = new CycleBench { Publisher = null };

        var result = await bench.Cycle().RunAsync();

        result.Outcome.Should().Be(CycleOutcome.Signal);
        result.Code.Should().Be("NOT_PUBLISHED");
        bench.Rows().Should().ContainSingle();
        (await bench.FetchAsync()).Should().BeNull();
    }

    [Fact]
    public async Task RunAsync_SameCandleAgain_IsADuplicateReportedOnce()
    {
        await using var bench = new CycleBench();
        var cycle = bench.Cycle();

        _ = await cycle.RunAsync();
        var second = await cycle.RunAsync();
        _ = await cycle.RunAsync();

        second.Outcome.Should().Be(CycleOutcome.Signal);
        second.Code.Should().Be("DUPLICATE");
        bench.Rows().Should().ContainSingle();
        bench.Results().Should().Equal("PUBLISHED", "DUPLICATE");
    }

    [Fact]
    public async Task RunAsync_JournalHoldsOtherValues_IsAConflictThatChangesNothing()
    {
        await using var bench = new CycleBench();
        var other = new DecisionRow(ExampleId, TestCandles.ExampleOpenMs + 300_000, "BTC/USDT", "long", 104_211, 103_800, 104_622, 105_033, 0.7);
        _ = bench.Journal.AppendDecision(other);

        var result = await bench.Cycle().RunAsync();

        result.Outcome.Should().Be(CycleOutcome.Denied);
        result.Code.Should().Be("DECISION_CONFLICT");
        result.Approved.Should().BeNull();
        bench.Rows().Should().Equal(other);
        (await bench.FetchAsync()).Should().BeNull();
        bench.Lines().Should().ContainSingle().Which.Rationale.Should().Contain("journal");
    }

    [Fact]
    public async Task RunAsync_ChannelHoldsOtherBytes_IsAConflictThatChangesNothing()
    {
        // The journal has no column for the cap: only the channel shows the difference.
        await using var bench = new CycleBench { Risk = new RiskOptions { MaxCapitalPct = 0.04 } };
        await using var first = new CycleBench();
        var published = await first.Cycle().RunAsync();
        _ = await bench.Channel.PublishSignalAsync(published.Approved!);

        var result = await bench.Cycle().RunAsync();

        result.Outcome.Should().Be(CycleOutcome.Denied);
        result.Code.Should().Be("DECISION_CONFLICT");
        (await bench.FetchAsync())!.Risk.MaxCapitalPct.Should().Be(0.05);
        bench.Lines().Should().ContainSingle().Which.Rationale.Should().Contain("channel");
    }

    [Fact]
    public async Task RunAsync_RuleOfAUsersInFront_DeniesWithItsCodeAndPublishesNothing()
    {
        await using var bench = new CycleBench { Rules = RiskRules.Standard.First(new Pause()) };

        var result = await bench.Cycle().RunAsync();

        (result.Outcome, result.Code).Should().Be((CycleOutcome.Denied, "TRADING_PAUSED"));
        bench.Lines().Should().ContainSingle().Which.Result.Should().Be("TRADING_PAUSED");
        bench.Rows().Should().BeEmpty();
        (await bench.FetchAsync()).Should().BeNull();
    }

    [Fact]
    public async Task RunAsync_RuleThatThrows_DeniesAndSaysWhich()
    {
        await using var bench = new CycleBench { Rules = RiskRules.Standard.Last(new Pause(fails: true)) };

        var result = await bench.Cycle().RunAsync();

        (result.Outcome, result.Code).Should().Be((CycleOutcome.Denied, "RULE_FAILED"));
        bench.Lines().Should().ContainSingle().Which.Rationale.Should().Contain("Pause threw InvalidOperationException: the file is gone");
        (await bench.FetchAsync()).Should().BeNull();
    }

    [Fact]
    public async Task RunAsync_Denied_IsLoggedOncePerReasonAndNeverJournalled()
    {
        await using var bench = new CycleBench { Risk = new RiskOptions { MinAtrMultiple = 4 } };
        var cycle = bench.Cycle();

        var first = await cycle.RunAsync();
        _ = await cycle.RunAsync();
        bench.Clock.Set(TestCandles.ExampleOpenMs + 300_000 + 601_000);
        var late = await cycle.RunAsync();
        _ = await cycle.RunAsync();

        first.Outcome.Should().Be(CycleOutcome.Denied);
        first.Code.Should().Be("STOP_TOO_NEAR");
        first.Signal!.DecisionId.ToString().Should().Be(ExampleId);
        first.Approved.Should().BeNull();
        late.Code.Should().Be("SIGNAL_STALE");
        bench.Rows().Should().BeEmpty();
        (await bench.FetchAsync()).Should().BeNull();
        bench.Results().Should().Equal("STOP_TOO_NEAR", "SIGNAL_STALE");
        bench.Lines().Should().OnlyContain(l => l.OutputRefs.SequenceEqual(new[] { ExampleId }));
        bench.Lines()[0].Rationale.Should().StartWith("measured=411 limit=");
    }

    [Fact]
    public async Task RunAsync_LogFailsOnce_TheLineIsWrittenLater()
    {
        await using var bench = new CycleBench { Risk = new RiskOptions { MinAtrMultiple = 4 } };
        var cycle = bench.Cycle();
        Directory.Delete(bench.LogFolder, recursive: true);
        await cycle.Invoking(c => c.RunAsync()).Should().ThrowAsync<JournalException>();

        Directory.CreateDirectory(bench.LogFolder);
        _ = await cycle.RunAsync();

        bench.Results().Should().Equal("STOP_TOO_NEAR");
    }

    [Fact]
    public async Task RunAsync_InvalidRiskSettings_Denies()
    {
        await using var bench = new CycleBench { Risk = new RiskOptions { AtrPeriod = 0 } };

        (await bench.Cycle().RunAsync()).Code.Should().Be("OPTIONS_INVALID");
        bench.Rows().Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_SourceGivesAnotherPair_Denies()
    {
        await using var bench = new CycleBench();
        bench.Source = new FakeSource(() => CandleSeries.FromCandles("ETH/USDT", TestCandles.FiveMinutes, TestCandles.Breakout(30)));

        (await bench.Cycle().RunAsync()).Code.Should().Be("SYMBOL_MISMATCH");
        bench.Rows().Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_QuietCandle_IsNoTradeReportedOncePerCandle()
    {
        await using var bench = new CycleBench();
        var source = new FakeSource(() => Quiet.Prefix(29));
        bench.Source = source;
        var cycle = bench.Cycle();

        var result = await cycle.RunAsync();
        _ = await cycle.RunAsync();
        source.Candles = () => Quiet;
        _ = await cycle.RunAsync();
        _ = await cycle.RunAsync();

        result.Should().Match<CycleResult>(r => r.Outcome == CycleOutcome.NoTrade && r.Code == "NO_TRADE" && r.Signal == null && r.Approved == null);
        bench.Lines().Select(l => l.Parameters["candle_close"].ToString()).Should().Equal("2025-06-01T12:00:00.000Z", "2025-06-01T12:05:00.000Z");
        source.Limit.Should().Be(999);
    }

    [Fact]
    public async Task RunAsync_NoCandleAtAll_IsNoTradeReportedOnce()
    {
        await using var bench = new CycleBench();
        bench.Source = new FakeSource(() => Quiet.Prefix(0));
        var cycle = bench.Cycle();

        (await cycle.RunAsync()).Code.Should().Be("NO_TRADE");
        _ = await cycle.RunAsync();

        bench.Results().Should().Equal("NO_TRADE");
    }

    [Fact]
    public async Task RunAsync_QuietLinesOff_LogsNothingUntilTheyAreOn()
    {
        await using var bench = new CycleBench { LogQuietCycles = false };
        bench.Source = new FakeSource(() => Quiet);
        var cycle = bench.Cycle();
        _ = await cycle.RunAsync();
        bench.Lines().Should().BeEmpty();

        cycle.LogQuietCycles = true;
        _ = await cycle.RunAsync();

        bench.Results().Should().Equal("NO_TRADE");
    }

    [Fact]
    public async Task RunAsync_CandlesUnavailable_IsReportedOnceWhileTheReasonStays()
    {
        await using var bench = new CycleBench();
        var source = new FakeSource(() => throw new CandleSourceException(CandleSourceError.Unavailable, "http://x: 502"));
        bench.Source = source;
        var cycle = bench.Cycle();
        async Task FailAsync() => await cycle.Invoking(c => c.RunAsync()).Should().ThrowAsync<CandleSourceException>();

        await FailAsync();
        await FailAsync();
        source.Candles = () => throw new CandleSourceException(CandleSourceError.Stale, "http://x: stale");
        await FailAsync();
        source.Candles = () => Quiet;
        _ = await cycle.RunAsync();
        source.Candles = () => throw new CandleSourceException(CandleSourceError.Stale, "http://x: stale");
        await FailAsync();
        await FailAsync();

        bench.Results().Should().Equal("CANDLES_UNAVAILABLE", "CANDLES_UNAVAILABLE", "NO_TRADE", "CANDLES_UNAVAILABLE");
        bench.Lines().Select(l => l.Rationale).Should().Equal("http://x: 502", "http://x: stale", string.Empty, "http://x: stale");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-4_999)]
    [InlineData(-299_999)]
    public async Task RunAsync_CandleNotClosedByTheClock_IsLeftOut(int ms)
    {
        await using var bench = new CycleBench();
        bench.Clock.Set(TestCandles.ExampleOpenMs + 300_000 + ms);
        var cycle = bench.Cycle();

        var early = await cycle.RunAsync();
        var leftOut = cycle.LeftOut;
        bench.Clock.Set(TestCandles.ExampleOpenMs + 300_000);
        var late = await cycle.RunAsync();

        (early.Code, leftOut).Should().Be((CycleCodes.NoTrade, 1));
        (late.Code, cycle.LeftOut).Should().Be((CycleCodes.Published, 0));
        bench.Rows().Should().ContainSingle();
    }

    [Fact]
    public async Task RunAsync_WallClockJumps_LatenciesAreOfTheMonotonicSide()
    {
        var clock = new TwoSidedClock(DateTimeOffset.FromUnixTimeMilliseconds(TestCandles.ExampleOpenMs + 300_000));
        await using var bench = new CycleBench
        {
            OtherClock = clock,
            Strategy = TestStrategies.Of(candle =>
            {
                clock.Pass(candle.OpenTimeMs == TestCandles.ExampleOpenMs ? 3 : 0);
                return new TradePlan(SignalSide.Long, candle.Close - 411, candle.Close + 411, candle.Close + 822, 0.6, "why");
            }),
        };
        bench.Source = new FakeSource(() =>
        {
            clock.Pass(7);
            return Breakout;
        });
        bench.Publisher = new FakePublisher(_ =>
        {
            clock.Now = clock.Now.AddHours(-1);
            clock.Pass(11);
            return PublishResult.Published;
        });

        var result = await bench.Cycle().RunAsync();

        result.Latency.Should().Be(new CycleLatency(7, 3, 0, 0, 11, 21));
        bench.Lines().Should().ContainSingle().Which.Metrics.Should().Equal(result.Latency.ToMetrics());
    }

    /// <summary>A user's own rule.</summary>
    private sealed class Pause(bool fails = false) : IRiskRule
    {
        private static readonly DenyCodeInfo Paused = new((DenyCode)1000, "TRADING_PAUSED", "the user has paused trading");

        public ImmutableArray<DenyCodeInfo> Codes { get; } = [Paused];

        public GateCheck Check(in RiskContext context) => fails ? throw new InvalidOperationException("the file is gone") : GateCheck.Deny(Paused);
    }
}
