using System.Globalization;
using AgentBridge.Engine;

namespace AgentBridge.Tests.Engine;

/// <summary>The seed's facts about the two CSV journals.</summary>
public sealed class test_logging_append
{
    private const string Id = "8d6a6e47-9dae-5ba4-b54f-3c17d5a749c4";

    private static readonly DecisionRow Row = new(Id, 1_748_779_500_000, "BTC/USDT", "long", 104211, 103800.5, 104622, 105033, 0.6);

    [Fact]
    public void AppendDecision_NewFolder_WritesHeaderAndRowOfExactlyTheSeedsColumns()
    {
        using var folder = new JournalFolder();

        DecisionJournal.Open(folder.Path).AppendDecision(Row).Should().Be(AppendOutcome.Appended);

        folder.Read("decision_log.csv").Should().Be(
            "decision_id,timestamp,symbol,side,entry_price,stop,tp1,tp2,confidence\n"
            + Id + ",2025-06-01T12:05:00.000Z,BTC/USDT,long,104211,103800.5,104622,105033,0.6\n");
    }

    [Fact]
    public void AppendTradeResult_NewFolder_WritesHeaderAndRowOfExactlyTheSeedsColumns()
    {
        using var folder = new JournalFolder();

        TradeResultJournal.Open(folder.Path).AppendTradeResult(new TradeResultRow(Id, 104622.25, -0.0)).Should().Be(AppendOutcome.Appended);

        folder.Read("trade_results.csv").Should().Be("decision_id,exit_price,pnl_r_multiple\n" + Id + ",104622.25,0\n");
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void Append_ForeignCulture_WritesAndReadsTheSameBytesAsAnyOther(string culture)
    {
        using var folder = new JournalFolder();
        using var invariant = new JournalFolder();
        var result = new TradeResultRow(Id, 0.1 + 0.2, -1.5e-9);
        Write(invariant.Path, result, CultureInfo.InvariantCulture);

        Write(folder.Path, result, CultureInfo.GetCultureInfo(culture));

        folder.Read("decision_log.csv").Should().Be(invariant.Read("decision_log.csv"));
        folder.Read("trade_results.csv").Should().Be("decision_id,exit_price,pnl_r_multiple\n" + Id + ",0.30000000000000004,-1.5e-9\n");
    }

    [Fact]
    public void AppendDecision_SameRowAgain_IsADuplicateAlsoAfterReopening()
    {
        using var folder = new JournalFolder();
        var journal = DecisionJournal.Open(folder.Path);
        journal.AppendDecision(Row);

        journal.AppendDecision(Row).Should().Be(AppendOutcome.Duplicate);
        DecisionJournal.Open(folder.Path).AppendDecision(Row).Should().Be(AppendOutcome.Duplicate);

        DecisionJournal.Read(folder.Path).Should().Equal(Row);
    }

    [Fact]
    public void AppendDecision_SameIdWithOtherValues_IsAConflictAndWritesNothing()
    {
        using var folder = new JournalFolder();
        DecisionJournal.Open(folder.Path).AppendDecision(Row);

        var outcome = DecisionJournal.Open(folder.Path).AppendDecision(Row with { Stop = 103000 });

        outcome.Should().Be(AppendOutcome.Conflict);
        DecisionJournal.Read(folder.Path).Should().Equal(Row);
    }

    [Fact]
    public void AppendDecision_RowOfAnotherOpenJournal_IsSeenAsDuplicate()
    {
        using var folder = new JournalFolder();
        var first = DecisionJournal.Open(folder.Path);
        var second = DecisionJournal.Open(folder.Path);

        first.AppendDecision(Row);

        second.AppendDecision(Row).Should().Be(AppendOutcome.Duplicate);
        second.Find(Id).Should().Be(Row);
    }

    private static void Write(string folder, TradeResultRow result, CultureInfo culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            DecisionJournal.Open(folder).AppendDecision(Row);
            TradeResultJournal.Open(folder).AppendTradeResult(result);
            DecisionJournal.Read(folder).Should().Equal(Row);
            TradeResultJournal.Read(folder).Should().Equal(result);
            DecisionJournal.Open(folder).AppendDecision(Row).Should().Be(AppendOutcome.Duplicate);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
