using AgentBridge.Engine;
using FsCheck;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Engine;

/// <summary>Any texts and numbers of a row: every appended row is read back the same, by the journals and by the rules of RFC 4180.</summary>
public sealed class JournalPropertyTests
{
    private static readonly string[] Pieces = ["a", "\"", ",", "\n", "\r", "\r\n", " ", "'", ";", "ä", "日", "😀", "\uFEFF", "\t", "\"\"", "=1+1"];

    private static readonly Gen<string> Texts =
        Gen.Elements(Pieces).ArrayOf().Select(pieces => string.Concat(pieces)).Where(text => !string.IsNullOrWhiteSpace(text));

    private static readonly Gen<double> Positive = ArbMap.Default.GeneratorFor<NormalFloat>().Select(value => Math.Abs(value.Get)).Where(value => value > 0);

    [Fact]
    public void AppendDecision_AnyTextsAndNumbers_ReadBackTheSame()
    {
        using var folder = new JournalFolder();
        var journal = DecisionJournal.Open(folder.Path);
        var written = new List<DecisionRow>();
        var rows =
            from symbol in Texts
            from suffix in Texts
            from prices in Positive.ArrayOf(4)
            from confidence in Gen.Choose(1, int.MaxValue)
            from day in Gen.Choose(-700_000, 2_900_000)
            from ms in Gen.Choose(0, 86_399_999)
            select new DecisionRow(suffix, (day * 86_400_000L) + ms, symbol, "short", prices[0], prices[1], prices[2], prices[3], confidence / (double)int.MaxValue);

        Prop.ForAll(rows.ToArbitrary(), row =>
        {
            var unique = row with { DecisionId = FormattableString.Invariant($"{written.Count}{row.DecisionId}") };
            written.Add(unique);
            return journal.AppendDecision(unique) == AppendOutcome.Appended;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20250601, 7));

        DecisionJournal.Read(folder.Path).Should().Equal(written);
        DecisionJournal.Open(folder.Path).Repair.Should().Be(JournalRepair.None);
        written.Should().HaveCountGreaterThan(250);
    }

    [SkippableFact]
    public async Task AppendDecision_AwkwardTexts_ArePythonsCsvToo()
    {
        Skip.IfNot(Child.Has("python3"), "needs python3");
        using var folder = new JournalFolder();
        var journal = TradeResultJournal.Open(folder.Path);
        foreach (var piece in Pieces)
        {
            journal.AppendTradeResult(new TradeResultRow("x" + piece + "y", 1e-7, -0.1));
        }

        var python = await Child.StartAsync("python3", ["-c", "import csv,sys; [print(ascii(r[0]), float(r[1]), float(r[2])) for r in list(csv.reader(open(sys.argv[1], newline='', encoding='utf-8')))[1:]]", journal.FilePath]);

        python.Error.Should().BeEmpty();
        python.Lines.Should().HaveCount(Pieces.Length).And.OnlyContain(line => line.EndsWith(" 1e-07 -0.1"));
        python.Lines[1].Should().StartWith("'x\"y'");
        python.Lines[3].Should().StartWith(@"'x\ny'");
        python.Lines[5].Should().StartWith(@"'x\r\ny'");
    }
}
