using System.Runtime.CompilerServices;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine;

/// <summary>A writer that runs for months recognises its rows without keeping them.</summary>
public sealed class JournalMemoryTests : IDisposable
{
    private readonly JournalFolder _folder = new();

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public void AppendDecision_Row_IsRecognisedButNotKeptInMemory()
    {
        var journal = DecisionJournal.Open(_folder.Path);
        var rows = Append(journal);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        rows.Should().OnlyContain(row => !row.IsAlive);
        journal.AppendDecision(Row(3)).Should().Be(AppendOutcome.Duplicate);
        journal.AppendDecision(Row(3) with { Stop = 98.5 }).Should().Be(AppendOutcome.Conflict);
        journal.Find(Row(7).DecisionId).Should().Be(Row(7));
        journal.Find("nothing").Should().BeNull();
        DecisionJournal.Open(_folder.Path).AppendDecision(Row(9)).Should().Be(AppendOutcome.Duplicate);
        DecisionJournal.Read(_folder.Path).Should().HaveCount(20);
    }

    public void Dispose() => _folder.Dispose();

    // Not inlined, so that no register or stack slot of the test holds a row.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Append(DecisionJournal journal) => [.. Enumerable.Range(0, 20).Select(i =>
    {
        var row = Row(i);
        journal.AppendDecision(row).Should().Be(AppendOutcome.Appended);
        return new WeakReference(row);
    })];

    private static DecisionRow Row(int i) => new(FormattableString.Invariant($"id-{i}"), 1_748_779_200_000 + i, "BTC/USDT", "long", 100 + i, 99, 200, 300, 0.6);
}
