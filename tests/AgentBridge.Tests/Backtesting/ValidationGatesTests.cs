using AgentBridge.Backtesting;
using AgentBridge.Engine;

namespace AgentBridge.Tests.Backtesting;

/// <summary>Each gate, passed and failed, with the evidence that it cites.</summary>
public sealed class ValidationGatesTests : IDisposable
{
    private static readonly GateResult Untested = new("G1", false, "nothing", "0 failed", "nobody ran a test");
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("agentbridge-gates-");

    private string Root => _root.FullName;

    private string Journals => Path.Combine(Root, "decision_logs");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Evaluate_EmptyFolder_NamesWhatIsMissing()
    {
        var gates = ValidationGates.Evaluate(new GateSettings { Tests = Untested, JournalFolder = Journals });

        gates.Should().Equal(
            Untested,
            new GateResult("G2", false, "0 trades", "≥ 1 trade", "no trade in the action log"),
            new GateResult("G3", true, "0 of 0 joined", "every result has its decision", "decision_log.csv, trade_results.csv"),
            new GateResult("G4", false, "no cycle logged", "< 3000 ms over ≥ 5 cycles", "action log"));
        Directory.Exists(Journals).Should().BeFalse("gates only read");
    }

    [Fact]
    public void G2_PaperTrades_AreCounted()
    {
        Trade("a", "paper");
        Trade("b", "paper");

        Gate("G2").Should().Be(new GateResult("G2", true, "2 trades", "≥ 1 trade", "paper host: 2 trades"));
    }

    [Fact]
    public void G2_PaperTradesWhereFreqtradeIsRequired_AreRefused()
    {
        Trade("a", "paper");

        Gate("G2", requireFreqtrade: true).Should().Be(new GateResult("G2", false, "0 trades", "≥ 1 trade by Freqtrade", "paper host: 1 trade"));
    }

    [Fact]
    public void G2_FreqtradeTradeAmongPaperOnes_HoldsWhereItIsRequired()
    {
        Trade("a", "paper");
        Trade("b", "freqtrade");

        Gate("G2", requireFreqtrade: true).Should().Be(new GateResult("G2", true, "1 trade", "≥ 1 trade by Freqtrade", "freqtrade host: 1 trade, paper host: 1 trade"));
        Gate("G2").Measured.Should().Be("2 trades");
    }

    [Fact]
    public void G2_LineWithoutARowOrRowWithoutALine_IsNoTrade()
    {
        Log().Append(Close("a", "freqtrade"), flush: true);
        _ = TradeResultJournal.Open(Journals).AppendTradeResult(new TradeResultRow("b", 100, 1));

        Gate("G2").Passed.Should().BeFalse();
        Gate("G2", requireFreqtrade: true).Passed.Should().BeFalse();
    }

    [Fact]
    public void G2_TradeClosedTwiceInTheLog_CountsOnce()
    {
        Trade("a", "paper");
        Log().Append(Close("a", "paper"), flush: true);

        Gate("G2").Measured.Should().Be("1 trade");
    }

    [Fact]
    public void G3_AllJoined_Holds()
    {
        Trade("a", "paper");
        Trade("b", "paper");

        Gate("G3").Should().Be(new GateResult("G3", true, "2 of 2 joined", "every result has its decision", "decision_log.csv, trade_results.csv"));
    }

    [Fact]
    public void G3_ResultWithoutADecision_IsNamed()
    {
        Trade("a", "paper");
        _ = TradeResultJournal.Open(Journals).AppendTradeResult(new TradeResultRow("orphan", 100, 1));

        Gate("G3").Should().Be(new GateResult("G3", false, "1 of 2 joined", "every result has its decision", "without a decision: orphan"));
    }

    [Fact]
    public void G2AndG3_TradesOfABotWithAFolderOfItsOwn_Count()
    {
        var bot = Path.Combine(Journals, "my-bot");
        _ = DecisionJournal.Open(Journals).AppendDecision(new DecisionRow("a", 1_748_779_500_000, "BTC/USDT", "long", 100, 90, 110, 120, 0.6));
        _ = TradeResultJournal.Open(bot).AppendTradeResult(new TradeResultRow("a", 110, 0.9));
        ActionLog.Open(bot, new ActionOrigin("r", "agent_bridge", "v", "dry-run"), SecretMask.None).Append(Close("a", "freqtrade"), flush: true);
        BotFolder.Under(Journals).Should().BeEmpty();
        File.WriteAllText(Path.Combine(bot, BotFolder.LockName), "{}\n");

        var gates = ValidationGates.Evaluate(new GateSettings { Tests = Untested, JournalFolder = Journals, BotFolders = BotFolder.Under(Journals), RequireFreqtrade = true });

        gates[1].Should().Be(new GateResult("G2", true, "1 trade", "≥ 1 trade by Freqtrade", "freqtrade host: 1 trade"));
        gates[2].Passed.Should().BeTrue();
        Gate("G2").Passed.Should().BeFalse();
        BotFolder.IsInUse(bot).Should().BeFalse();
        using (PhysicalDisk.Instance.TryLock(Path.Combine(bot, BotFolder.LockName)))
        {
            BotFolder.IsInUse(bot).Should().BeTrue();
        }
    }

    [Fact]
    public void G4_FourCycles_Fail()
    {
        Cycles(1, 1, 1, 1);

        Gate("G4").Should().Be(new GateResult("G4", false, "1 ms over 4 cycles", "< 3000 ms over ≥ 5 cycles", "action log: 1, 1, 1, 1 ms"));
    }

    [Fact]
    public void G4_FiveFastCycles_Hold()
    {
        Cycles(1, 2, 3, 4, 5.5);

        Gate("G4").Should().Be(new GateResult("G4", true, "3.1 ms over 5 cycles", "< 3000 ms over ≥ 5 cycles", "action log: 1, 2, 3, 4, 5.5 ms"));
    }

    [Theory]
    [InlineData(3_000, false)]
    [InlineData(2_999.9, true)]
    public void G4_AverageAtTheLimit_IsExcluded(double each, bool holds)
    {
        Cycles(each, each, each, each, each);

        Gate("G4").Passed.Should().Be(holds);
    }

    [Fact]
    public void G4_OnlyTheLastFiveCount()
    {
        Cycles(900_000, 1, 1, 1, 1, 1);
        Gate("G4").Passed.Should().BeTrue();

        Cycles(900_000);
        Gate("G4").Passed.Should().BeFalse();
    }

    [Fact]
    public void G4_CyclesThatPublishedNothingTheyShould_DoNotCount()
    {
        Cycles(1, 1, 1, 1);
        foreach (var result in new[] { "PUBLISH_FAILED", "NOT_PUBLISHED" })
        {
            Log().Append(Cycle(result, 1), flush: true);
        }

        Log().Append(new ActionEntry("cycle", "BTC/USDT", "CANDLES_UNAVAILABLE"), flush: true);

        Gate("G4").Measured.Should().Be("1 ms over 4 cycles");
    }

    [Fact]
    public void G4_PaperCyclesThatPublishedNothing_DoNotCount()
    {
        Log().Append(PaperCycle("NO_TRADE", 0.001), flush: true);
        Gate("G4").Should().Match<GateResult>(g => !g.Passed && g.Measured == "no cycle published");
        foreach (var result in new[] { "PUBLISHED", "NO_TRADE", "PUBLISHED", "STOP_TOO_FAR", "PUBLISHED", "PUBLISH_FAILED", "DUPLICATE", "FEED_MISSING", "NO_TRADE" })
        {
            Log().Append(PaperCycle(result, result is "PUBLISHED" or "DUPLICATE" ? 2 : 0.001), flush: true);
        }

        Gate("G4").Should().Be(new GateResult("G4", false, "2 ms over 4 cycles", "< 3000 ms over ≥ 5 cycles", "action log: 2, 2, 2, 2 ms"));
        Log().Append(PaperCycle("PUBLISHED", 7), flush: true);
        Log().Append(PaperCycle("NO_TRADE", 0.001), flush: true);
        Gate("G4").Should().Be(new GateResult("G4", true, "3 ms over 5 cycles", "< 3000 ms over ≥ 5 cycles", "action log: 2, 2, 2, 2, 7 ms"));
    }

    [Fact]
    public void Evaluate_JournalOfAnotherKind_Throws()
    {
        Directory.CreateDirectory(Journals);
        File.WriteAllText(Path.Combine(Journals, "trade_results.csv"), "a,b\n1,2\n");

        var evaluate = () => Gate("G2");

        evaluate.Should().Throw<JournalException>().Which.Error.Should().Be(JournalError.BadContent);
    }

    private static ActionEntry Close(string id, string host) => new(TradeActions.Close, "BTC/USDT", "tp1")
    {
        InputRefs = [id],
        Parameters = new Dictionary<string, ActionValue>(StringComparer.Ordinal) { [TradeActions.Host] = host },
    };

    private static ActionEntry Cycle(string result, double totalMs) => new(TradeActions.Cycle, "BTC/USDT", result)
    {
        Metrics = new CycleLatency(0, 0, 0, 0, 0, totalMs).ToMetrics(),
    };

    private static ActionEntry PaperCycle(string result, double totalMs) => Cycle(result, totalMs) with
    {
        Parameters = new Dictionary<string, ActionValue>(StringComparer.Ordinal) { [TradeActions.Host] = TradeActions.PaperHost },
    };

    private void Trade(string id, string host)
    {
        _ = DecisionJournal.Open(Journals).AppendDecision(new DecisionRow(id, 1_748_779_500_000, "BTC/USDT", "long", 100, 90, 110, 120, 0.6));
        _ = TradeResultJournal.Open(Journals).AppendTradeResult(new TradeResultRow(id, 110, 0.9));
        Log().Append(Close(id, host), flush: true);
    }

    private void Cycles(params double[] totals)
    {
        foreach (var total in totals)
        {
            Log().Append(Cycle("NO_TRADE", total), flush: true);
        }
    }

    private ActionLog Log() => ActionLog.Open(Journals, new ActionOrigin("run-1", "bridge", "test", "dry-run"), SecretMask.None);

    private GateResult Gate(string name, bool requireFreqtrade = false) =>
        ValidationGates.Evaluate(new GateSettings { Tests = Untested, JournalFolder = Journals, RequireFreqtrade = requireFreqtrade })
            .Single(g => string.Equals(g.Gate, name, StringComparison.Ordinal));
}
