using AgentBridge.CrashChild;
using AgentBridge.Engine;

namespace AgentBridge.Tests.Engine;

/// <summary>Invalid files, and valid files written by other programs.</summary>
public sealed class JournalContentTests
{
    private const string Header = "decision_id,exit_price,pnl_r_multiple\n";

    [Theory]
    [InlineData("decision_id,exit_price\na,1\n", "row 1")]
    [InlineData("something else", "row 1")]
    [InlineData(Header + "a,1,2\nb,one,2\nc,1,2\n", "row 3: column exit_price: 'one'")]
    [InlineData(Header + "a,1\nb,1,2\n", "row 2: column pnl_r_multiple is missing")]
    [InlineData(Header + "a,1,2,3\n", "row 2: there are more columns")]
    [InlineData(Header + ",1,2\n", "row 2: column decision_id")]
    [InlineData(Header + "a,-1,2\n", "row 2: column exit_price: '-1'")]
    [InlineData(Header + "a,1,NaN\n", "row 2: column pnl_r_multiple: 'NaN'")]
    [InlineData(Header + "a,\"1,2\nb,1,2\nc,1,2\n", "row 2: field 2 has a quote that does not end")]
    [InlineData(Header + "a,\"1\"x,2\nb,1,2\n", "row 2: field 2 has text after its quote")]
    [InlineData(Header + "a,1\"1,2\nb,1,2\n", "row 2: field 2 has a quote in the middle")]
    [InlineData(Header + "a,1,2\nb,1,2\na,1,3\n", "row 4: column decision_id")]
    public void Open_WrongContent_NamesFileRowAndColumnAndChangesNothing(string content, string says)
    {
        using var folder = new JournalFolder();
        folder.Write("trade_results.csv", content);

        var open = () => TradeResultJournal.Open(folder.Path);
        var read = () => TradeResultJournal.Read(folder.Path);

        open.Should().Throw<JournalException>()
            .Where(e => e.Error == JournalError.BadContent && e.Message.Contains(folder.File("trade_results.csv")) && e.Message.Contains(says));
        read.Should().Throw<JournalException>().WithMessage("*" + says + "*");
        folder.Read("trade_results.csv").Should().Be(content);
        File.Exists(folder.File("trade_results.csv.torn")).Should().BeFalse();
    }

    [Fact]
    public void Open_DecisionsWithAnImpossibleDate_NamesTheColumn()
    {
        using var folder = new JournalFolder();
        folder.Write(DecisionJournal.FileName, DecisionJournal.Header + "\na,2025-02-30T00:00:00.000Z,BTC/USDT,long,1,1,1,1,1\n");

        var open = () => DecisionJournal.Open(folder.Path);

        open.Should().Throw<JournalException>().WithMessage("*row 2: column timestamp: '2025-02-30T00:00:00.000Z'*");
    }

    [Fact]
    public void Open_NotUtf8InTheMiddle_NamesTheRow()
    {
        using var folder = new JournalFolder();
        folder.Write("trade_results.csv", [.. "decision_id,exit_price,pnl_r_multiple\n"u8, 0xFF, .. ",1,2\nb,1,2\n"u8]);

        var open = () => TradeResultJournal.Open(folder.Path);

        open.Should().Throw<JournalException>().WithMessage("*row 2: field 1 is not UTF-8*");
    }

    [Fact]
    public void Open_WindowsLineEndsByteOrderMarkBlankLinesAndPythonNumbers_AreRead()
    {
        using var folder = new JournalFolder();
        folder.Write("trade_results.csv", "\uFEFFdecision_id,exit_price,pnl_r_multiple\r\n\"a\",104622.0,1e-07\r\n\r\nb,1,-2.5\r");

        var journal = TradeResultJournal.Open(folder.Path);
        journal.AppendTradeResult(new TradeResultRow("c", 3, 4));

        journal.Repair.Should().Be(JournalRepair.Finished);
        TradeResultJournal.Read(folder.Path).Should().Equal(new TradeResultRow("a", 104622, 1e-7), new("b", 1, -2.5), new("c", 3, 4));
    }

    [Fact]
    public void Read_MissingFile_IsEmptyAndMakesNothing()
    {
        using var folder = new JournalFolder();

        DecisionJournal.Read(folder.Path).Should().BeEmpty();
        ActionLog.Read(folder.Path, keep: null).Records.Should().BeEmpty();

        Directory.Exists(folder.Path).Should().BeFalse();
    }

    [Fact]
    public void Read_WhileAWriterHoldsTheLock_LeavesTheUnfinishedRowOut()
    {
        using var folder = new JournalFolder();
        folder.Write("trade_results.csv", Header + "a,1,2\nb,1,2.2");
        using var held = PhysicalDisk.Instance.TryLock(folder.File("trade_results.csv.lock"));

        TradeResultJournal.Read(folder.Path).Select(row => row.DecisionId).Should().Equal("a");
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(0, 1)]
    [InlineData(1, double.NegativeInfinity)]
    public void AppendTradeResult_ValueOutOfRange_ThrowsAndWritesNothing(double price, double pnl)
    {
        using var folder = new JournalFolder();
        var journal = TradeResultJournal.Open(folder.Path);

        var append = () => journal.AppendTradeResult(new TradeResultRow("a", price, pnl));

        append.Should().Throw<ArgumentException>();
        folder.Read("trade_results.csv").Should().Be(Header);
    }

    [Fact]
    public void AppendDecision_SideOrConfidenceOutOfRange_Throws()
    {
        using var folder = new JournalFolder();
        var journal = DecisionJournal.Open(folder.Path);
        var row = JournalKind.Decision("a");

        foreach (var wrong in new[] { row with { Side = "Long" }, row with { Confidence = 0 }, row with { Confidence = 1.1 }, row with { DecisionId = " " } })
        {
            journal.Invoking(j => j.AppendDecision(wrong)).Should().Throw<ArgumentException>();
        }
    }
}
