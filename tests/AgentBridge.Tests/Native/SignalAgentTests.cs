using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Native;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Native;

/// <summary>The facade that pythonnet and the exports share; tests that need a Python process are in strategy-bridge/tests.</summary>
public sealed class SignalAgentTests : IDisposable
{
    private const string Backtest = """{"environment":"backtest"}""";
    private static readonly Timeframe Five = Timeframe.Parse("5m");
    private readonly string _folder = Directory.CreateTempSubdirectory("native-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void GenerateSignals_SameCandles_GivesTheBytesOfTheHistory()
    {
        var series = Wave(600);
        var expected = new List<byte>();
        var counts = SignalHistory.RunGated(series.Alone(), TestStrategies.Breakout(), new RiskOptions(), approved =>
        {
            expected.AddRange(approved.CanonicalBytes.Span);
            expected.Add((byte)'\n');
        });

        var batch = Generate(SignalAgent.Open(Backtest), series);

        counts.Approved.Should().BePositive();
        batch.Lines.ToArray().Should().Equal(expected);
        batch.LinesText.Should().Be(Encoding.UTF8.GetString([.. expected]));
        (batch.Candles, batch.Raw, batch.Approved).Should().Be((600, counts.Raw, counts.Approved));
    }

    [Fact]
    public void GenerateMarks_SameCandles_GivesOpenAndTagOfEachSignal()
    {
        var series = Wave(600);
        var expected = new StringBuilder();
        _ = SignalHistory.RunGated(series.Alone(), TestStrategies.Breakout(), new RiskOptions(), approved =>
        {
            var (signal, targets) = (approved.Signal, approved.Signal.Risk.TakeProfits);
            var open = signal.Timestamp.ToUnixTimeMilliseconds() - Five.Milliseconds;
            _ = expected.Append(
                CultureInfo.InvariantCulture,
                $"{open} ab1|{signal.DecisionId}|e={Number(signal.Entry.Price)}|sl={Number(signal.Risk.InitialStop)}|tp1={Number(targets.First.Price)}|tp2={Number(targets.Second.Price)}|cap=0.05\n");
        });

        var batch = Use(series, candles => SignalAgent.Open(Backtest).GenerateMarks(candles, "BTC/USDT", "5m"));

        batch.Approved.Should().BePositive();
        batch.LinesText.Should().Be(expected.ToString());

        static string Number(double value) => CanonicalNumber.Format(value);
    }

    [Fact]
    public void FetchLatestSignal_DryRun_HasItsRowBeforeItIsReturned()
    {
        var series = Wave(600);
        var newest = Newest(series);
        var clock = new CandleClock();
        clock.Set(newest + 600_000);
        var journal = Path.Combine(_folder, "journal");
        var agent = SignalAgent.Open($$"""{"environment":"dry-run","strategy_timeout_ms":60000,"journal_dir":{{System.Text.Json.JsonSerializer.Serialize(journal)}}}""", clock);
        _ = Generate(agent, series);

        DecisionJournal.Read(journal).Should().BeEmpty();
        // A row that takes longer on a busy machine is written by a later call.
        SpinWait.SpinUntil(() => agent.FetchLatestSignal("BTC/USDT") is not null, TimeSpan.FromMinutes(1)).Should().BeTrue();
        agent.FetchLatestSignal("BTC/USDT").Should().NotBeNull();
        DecisionJournal.Read(journal).Should().ContainSingle().Which.TimestampMs.Should().Be(newest);
        clock.Set(newest + 600_001);
        agent.FetchLatestSignal("BTC/USDT").Should().BeNull("it is 600.001 s old");
        agent.FetchLatestSignal("ETH/USDT").Should().BeNull();
    }

    [Fact]
    public void FetchLatestSignal_JournalLockHeld_IsWaitedForOnceAndComesWhenItIsFree()
    {
        const int Asks = 400;
        var series = Wave(600);
        var clock = new CandleClock();
        clock.Set(Newest(series) + 1_000);
        var journal = Path.Combine(_folder, "journal");
        var agent = SignalAgent.Open($$"""{"environment":"dry-run","strategy_timeout_ms":60000,"journal_dir":{{System.Text.Json.JsonSerializer.Serialize(journal)}}}""", clock);
        _ = Generate(agent, series);
        using (PhysicalDisk.Instance.TryLock(Path.Combine(journal, DecisionJournal.FileName + ".lock")))
        {
            var began = System.Diagnostics.Stopwatch.StartNew();
            for (var ask = 0; ask < Asks; ask++)
            {
                Fetch().Should().BeNull("its row can't be written now");
            }

            // A quarter of a second each would be 100 s.
            began.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(60));
        }

        SpinWait.SpinUntil(() => Fetch() is not null, TimeSpan.FromMinutes(1)).Should().BeTrue();
        DecisionJournal.Read(journal).Should().ContainSingle();

        string? Fetch()
        {
            try
            {
                return agent.FetchLatestSignal("BTC/USDT");
            }
            catch (NativeException failure) when (failure.Status == NativeStatus.Unavailable)
            {
                return null;
            }
        }
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void FetchLatestSignal_DryRun_ItsCycleIsLoggedAsRunCycleLogsIt()
    {
        var (agent, clock, journal) = Live();
        var series = Wave(600);
        var newest = Newest(series);
        var whole = series.ClosedBy(newest);
        clock.Set(newest + 1_000);
        _ = Generate(agent, whole);

        var message = Fetched(agent);
        _ = agent.FetchLatestSignal("BTC/USDT");

        SignalJson.TryRead(Encoding.UTF8.GetBytes(message), out var signal, out _).Should().BeTrue();
        var id = signal!.DecisionId.ToString();
        var line = ActionLog.Read(journal, record => record.RefersTo(id)).Records.Should().ContainSingle().Which;
        line.Origin.Environment.Should().Be("dry-run");
        (line.Entry.Action, line.Entry.Target, line.Entry.Result).Should().Be(("cycle", "BTC/USDT", "PUBLISHED"));
        line.Entry.OutputRefs.Should().Equal(id);
        line.Entry.Parameters["strategy"].ToString().Should().Be("breakout/1");
        line.Entry.Parameters["timeframe"].ToString().Should().Be("5m");
        line.Entry.Parameters["candle_close"].ToString().Should().Be(SignalTimestamp.ToText(DateTimeOffset.FromUnixTimeMilliseconds(newest)));
        line.Entry.Metrics.Keys.Should().BeEquivalentTo("candles_ms", "generate_ms", "risk_ms", "journal_ms", "publish_ms", "total_ms");
    }

    [Fact]
    public async Task GenerateSignals_DryRun_DenialsAndQuietCandlesAreReportedOnce()
    {
        var (agent, clock, journal) = Live(""","risk":{"max_atr_multiple":0.6}""");
        var series = Wave(600);
        var newest = Newest(series);
        clock.Set(newest + 1_000_000);
        _ = Generate(agent, series.ClosedBy(newest));
        _ = Generate(agent, series.ClosedBy(newest));
        var later = series.ClosedBy(newest + Five.Milliseconds);
        var quiet = TestStrategies.Breakout().GenerateSignal(later) is null;
        _ = Generate(agent, later);
        _ = Generate(agent, later);

        while (ActionLog.Read(journal, _ => true).Records.Count < 2)
        {
            await Task.Delay(20);
        }

        quiet.Should().BeTrue("the case needs a next candle that triggers nothing");
        var lines = ActionLog.Read(journal, _ => true).Records.Select(r => r.Entry).ToList();
        lines.Select(l => l.Result).Should().Equal("STOP_TOO_FAR", "NO_TRADE");
        lines[0].OutputRefs.Should().ContainSingle();
        lines[0].Rationale.Should().StartWith("measured=");
        lines[1].OutputRefs.Should().BeEmpty();
        DecisionJournal.Read(journal).Should().BeEmpty();
    }

    [Fact]
    public void FetchLatestSignal_RowWithOtherValues_IsAReportedConflict()
    {
        var (agent, clock, journal) = Live();
        var series = Wave(600);
        var newest = Newest(series);
        clock.Set(newest + 1_000);
        _ = Generate(agent, series.ClosedBy(newest));
        var message = Fetched(agent);
        var rows = Path.Combine(journal, "decision_log.csv");
        File.WriteAllText(rows, File.ReadAllText(rows).Replace(",long,", ",short,", StringComparison.Ordinal));
        var (second, secondClock, _) = Live();
        secondClock.Set(newest + 1_000);

        _ = Generate(second, series.ClosedBy(newest));
        var fetch = () => Fetched(second);

        message.Should().NotBeNull();
        fetch.Should().Throw<NativeException>().Which.Status.Should().Be(NativeStatus.Conflict);
        ActionLog.Read(journal, _ => true).Records.Select(r => r.Entry.Result).Should().Contain("DECISION_CONFLICT");
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void FetchLatestSignal_ChannelHoldsTheDecisionWithOtherValues_TheOneDecidedHereCounts()
    {
        var channel = Path.Combine(_folder, "channel");
        var (agent, clock, _) = Live($",\"signals_dir\":{System.Text.Json.JsonSerializer.Serialize(channel)}");
        var series = Wave(600);
        var newest = Newest(series);
        clock.Set(newest + 1_000);
        var lines = Generate(agent, series.ClosedBy(newest)).LinesText;
        var own = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Directory.CreateDirectory(channel);
        var day = SignalTimestamp.ToText(DateTimeOffset.FromUnixTimeMilliseconds(newest))[..10].Replace("-", string.Empty, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(channel, $"signals-{day}.jsonl"), own.Replace("breakout above", "forged above", StringComparison.Ordinal) + "\n");

        string? found = null;
        SpinWait.SpinUntil(() => (found = agent.FetchLatestSignal("BTC/USDT")) is not null, TimeSpan.FromMinutes(1)).Should().BeTrue();

        found.Should().Be(own);
    }

    /// <summary>The newest signal, requested until its row is written: on a busy machine that may take several calls.</summary>
    private static string Fetched(SignalAgent agent)
    {
        string? found = null;
        SpinWait.SpinUntil(() => (found = agent.FetchLatestSignal("BTC/USDT")) is not null, TimeSpan.FromMinutes(1)).Should().BeTrue();
        return found!;
    }

    private (SignalAgent Agent, CandleClock Clock, string Journal) Live(string more = "")
    {
        var clock = new CandleClock();
        var journal = Path.Combine(_folder, "journal");
        clock.Set(1_900_000_000_000);
        return (SignalAgent.Open($$"""{"environment":"dry-run","strategy_timeout_ms":60000,"journal_dir":{{System.Text.Json.JsonSerializer.Serialize(journal)}}{{more}}}""", clock), clock, journal);
    }

    [Fact]
    public void GenerateSignals_LastCandleStillRuns_IsLeftOutUntilItHasClosed()
    {
        var series = Wave(600);
        var newest = Newest(series);
        var whole = series.Prefix(series.OpenTimes.BinarySearch(newest - Five.Milliseconds) + 1);
        var clock = new CandleClock();
        var agent = SignalAgent.Open("""{"environment":"backtest"}""", clock);

        clock.Set(newest - 1);
        var early = Generate(agent, whole);
        var before = agent.FetchLatestSignal("BTC/USDT");
        clock.Set(newest);
        var late = Generate(agent, whole);

        (early.LeftOut, early.Candles).Should().Be((1, whole.Count - 1));
        before.Should().NotContain("\"timestamp\":\"" + SignalTimestamp.ToText(DateTimeOffset.FromUnixTimeMilliseconds(newest)));
        (late.LeftOut, late.Candles, late.Approved).Should().Be((0, whole.Count, early.Approved + 1));
    }

    [Theory]
    [InlineData("{", NativeStatus.BadOptions)]
    [InlineData("[]", NativeStatus.BadOptions)]
    [InlineData("{}", NativeStatus.BadOptions)]
    [InlineData("""{"environment":"live"}""", NativeStatus.BadOptions)]
    [InlineData("""{"environment":"backtest","risk":{"min_rr":-1}}""", NativeStatus.BadOptions)]
    [InlineData("""{"environment":"backtest","risk":{"redis_url":"redis://x"}}""", NativeStatus.BadOptions)]
    [InlineData("""{"environment":"backtest","risk":{"min_atr_multiple":9,"max_atr_multiple":2}}""", NativeStatus.BadOptions)]
    [InlineData("""{"environment":"backtest","risk":{"min_rr":true}}""", NativeStatus.BadOptions)]
    [InlineData("""{"environment":"backtest","redis_url":"redis://x"}""", NativeStatus.BadOptions)]
    [InlineData("""{"environment":"backtest","strategy_timeout_ms":49}""", NativeStatus.BadOptions)]
    [InlineData("""{"environment":"backtest","strategy_timeout_ms":60001}""", NativeStatus.BadOptions)]
    [InlineData("""{"environment":"backtest","strategy_timeout_ms":100.5}""", NativeStatus.BadOptions)]
    [InlineData("""{"environment":"backtest","strategy_timeout_ms":true}""", NativeStatus.BadOptions)]
    public void Open_BadOptions_SaysWhichStatus(string options, NativeStatus status) =>
        FluentActions.Invoking(() => SignalAgent.Open(options)).Should().Throw<NativeException>().Which.Status.Should().Be(status);

    [Fact]
    public void GenerateSignals_BadPointers_AreRefused()
    {
        var agent = SignalAgent.Open(Backtest);

        foreach (var candles in new[] { new CandlePointers(0, 0, 0, 0, 0, 0, 3), new CandlePointers(0, 0, 0, 0, 0, 0, -1), new CandlePointers(0, 0, 0, 0, 0, 0, int.MaxValue) })
        {
            agent.Invoking(a => a.GenerateSignals(candles, "BTC/USDT", "5m")).Should().Throw<NativeException>().Which.Status.Should().Be(NativeStatus.BadArgument);
        }
    }

    private static long Newest(CandleSeries series)
    {
        var newest = 0L;
        _ = SignalHistory.RunGated(series.Alone(), TestStrategies.Breakout(), new RiskOptions(), approved => newest = approved.Signal.Timestamp.ToUnixTimeMilliseconds());
        return newest;
    }

    private static SignalBatch Generate(SignalAgent agent, CandleSeries series) =>
        Use(series, candles => agent.GenerateSignals(candles, "BTC/USDT", "5m"));

    private static SignalBatch Use(CandleSeries series, Func<CandlePointers, SignalBatch> work)
    {
        var columns = new[] { series.Opens.ToArray(), series.Highs.ToArray(), series.Lows.ToArray(), series.Closes.ToArray(), series.Volumes.ToArray() };
        var held = columns.Select(column => GCHandle.Alloc(column, GCHandleType.Pinned)).Append(GCHandle.Alloc(series.OpenTimes.ToArray(), GCHandleType.Pinned)).ToArray();
        try
        {
            var at = held.Select(handle => handle.AddrOfPinnedObject()).ToArray();
            return work(new CandlePointers(at[5], at[0], at[1], at[2], at[3], at[4], series.Count));
        }
        finally
        {
            Array.ForEach(held, handle => handle.Free());
        }
    }

    private static CandleSeries Wave(int count)
    {
        var candles = new List<Candle>();
        var previous = 100.0;
        for (var i = 0; i < count; i++)
        {
            var close = 100 + (5 * Math.Sin(i / 25.0)) + (0.3 * Math.Sin(i * 1.7));
            candles.Add(new Candle(1_748_736_000_000 + (i * Five.Milliseconds), previous, Math.Max(previous, close) + 0.1, Math.Min(previous, close) - 0.1, close, 5));
            previous = close;
        }

        return CandleSeries.FromCandles("BTC/USDT", Five, candles);
    }
}
