using AgentBridge.CrashChild;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine;

/// <summary>Journals shared between processes: two writers at once, and Python's lock.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class JournalProcessTests
{
    [Theory]
    [InlineData("decisions")]
    [InlineData("actions")]
    [InlineData("signals")]
    public async Task Append_TwoProcessesAtOnce_LosesNoneAndTearsNone(string name)
    {
        var kind = JournalKind.Of(name);
        using var folder = new JournalFolder();

        var ends = await Task.WhenAll(
            Child.RunAsync("append", name, folder.Path, "a", "500", "1"), Child.RunAsync("append", name, folder.Path, "b", "500", "2"));

        ends.Should().OnlyContain(end => end.ExitCode == 0);
        var ids = kind.ReadIds(folder.Path);
        ids.Should().HaveCount(1000).And.OnlyHaveUniqueItems();
        ids.Where(id => id[0] == 'a').Should().Equal(Enumerable.Range(0, 500).Select(i => JournalKind.Id("a", i)));
        File.ReadAllLines(folder.File(kind.FileName)).Should().HaveCount(kind.Header.Length > 0 ? 1001 : 1000);
        File.Exists(folder.File(kind.FileName) + ".torn").Should().BeFalse();
    }

    [Fact]
    public async Task Append_TwoProcessesWithTheSameDecisions_WritesEachOnce()
    {
        using var folder = new JournalFolder();

        await Task.WhenAll(
            Child.RunAsync("append", "decisions", folder.Path, "same", "200", "1"), Child.RunAsync("append", "decisions", folder.Path, "same", "200", "2"));

        DecisionJournal.Read(folder.Path).Should().HaveCount(200);
    }

    [SkippableFact]
    public async Task Append_PythonHoldsTheLock_WaitsForIt()
    {
        Skip.IfNot(Child.Has("python3"), "needs python3");
        using var folder = new JournalFolder();
        var journal = TradeResultJournal.Open(folder.Path, LongTimeout);
        var python = Child.StartAsync("python3", ["-c", PythonWriter, journal.FilePath, folder.File("ready"), folder.File("go")]);
        await WaitForAsync(folder.File("ready"));

        var append = Task.Run(() => journal.AppendTradeResult(JournalKind.Result("from-csharp")));
        await LockWaits.UntilAnotherWaitsAsync(journal.FilePath + ".lock", append);
        append.IsCompleted.Should().BeFalse("Python holds the lock");
        await File.WriteAllTextAsync(folder.File("go"), string.Empty);

        (await append).Should().Be(AppendOutcome.Appended);
        (await python).ExitCode.Should().Be(0, (await python).Error);
        TradeResultJournal.Read(folder.Path).Select(row => row.DecisionId).Should().Equal("from-python", "from-csharp");
    }

    [SkippableFact]
    public async Task TryLock_HeldByUs_IsHeldForPython()
    {
        Skip.IfNot(Child.Has("python3"), "needs python3");
        using var folder = new JournalFolder();
        Directory.CreateDirectory(folder.Path);
        using var held = PhysicalDisk.Instance.TryLock(folder.File("x.lock"));

        var python = await Child.StartAsync("python3", ["-c", "import fcntl,sys; fcntl.flock(open(sys.argv[1],'r+'), fcntl.LOCK_EX|fcntl.LOCK_NB)", folder.File("x.lock")]);

        held.Should().NotBeNull();
        python.Error.Should().Contain("BlockingIOError");
    }

    [Fact]
    public void Append_LockHeldForTooLong_SaysWhoAndWritesNothing()
    {
        using var folder = new JournalFolder();
        var journal = TradeResultJournal.Open(folder.Path, new JournalOptions { LockTimeout = TimeSpan.FromMilliseconds(20) });
        using var held = PhysicalDisk.Instance.TryLock(journal.FilePath + ".lock");

        var append = () => journal.AppendTradeResult(JournalKind.Result("late"));

        append.Should().Throw<JournalException>().Where(e => e.Error == JournalError.Locked && e.Message.Contains("trade_results.csv.lock"));
        TradeResultJournal.Read(folder.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task Append_OneHasWaited_ComesBeforeTheOneThatComesBackAtOnce()
    {
        using var folder = new JournalFolder();
        var (waiter, greedy) = (TradeResultJournal.Open(folder.Path, LongTimeout), TradeResultJournal.Open(folder.Path, LongTimeout));
        var held = PhysicalDisk.Instance.TryLock(greedy.FilePath + ".lock")!;
        var waiting = Task.Run(() => waiter.AppendTradeResult(JournalKind.Result("patient")));
        await LockWaits.UntilAnotherWaitsAsync(greedy.FilePath + ".lock", waiting);

        held.Dispose();
        for (var i = 0; i < 20; i++)
        {
            _ = greedy.AppendTradeResult(JournalKind.Result($"greedy-{i:00}"));
        }

        (await waiting).Should().Be(AppendOutcome.Appended);
        TradeResultJournal.Read(folder.Path)[0].DecisionId.Should().Be("patient", "it was first in the queue, however rarely it polls");
    }

    [SkippableFact]
    public async Task Append_PythonIsQueued_ComesAfterIt()
    {
        Skip.IfNot(Child.Has("python3"), "needs python3");
        using var folder = new JournalFolder();
        var journal = TradeResultJournal.Open(folder.Path, LongTimeout);
        var held = PhysicalDisk.Instance.TryLock(journal.FilePath + ".lock")!;
        var python = Child.StartAsync("python3", ["-c", QueuedPythonWriter, Repository.PathOf("strategy-bridge"), folder.Path]);
        await LockWaits.UntilAnotherWaitsAsync(journal.FilePath + ".lock", python);

        held.Dispose();
        _ = journal.AppendTradeResult(JournalKind.Result("from-csharp"));

        (await python).ExitCode.Should().Be(0, (await python).Error);
        TradeResultJournal.Read(folder.Path).Select(row => row.DecisionId).Should().Equal("from-python", "from-csharp");
    }

    private static JournalOptions LongTimeout { get; } = new() { LockTimeout = TimeSpan.FromMinutes(2) };

    // Opened without a row, so that only the append is queued.
    private const string QueuedPythonWriter = """
        import sys
        sys.path.insert(0, sys.argv[1])
        from agent_bridge.journal.append_file import open_session
        with open_session(sys.argv[2] + '/trade_results.csv', 120) as file:
            line = b'from-python,104622.0,1.5\n'
            file.announce(line)
            file.append(line, flush=True)
        """;

    private const string PythonWriter = """
        import csv, fcntl, os, sys, time
        path, ready, go = sys.argv[1:]
        with open(path + '.lock', 'a') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            open(ready, 'w').close()
            while not os.path.exists(go): time.sleep(0.005)
            with open(path, 'a', newline='') as f:
                csv.writer(f).writerow(['from-python', 104622.0, repr(1.25e-07)])
                f.flush(); os.fsync(f.fileno())
        """;

    private static async Task WaitForAsync(string path)
    {
        // The longest time in which a busy machine may start a process.
        for (var i = 0; i < 50_000 && !File.Exists(path); i++)
        {
            await Task.Delay(5);
        }

        File.Exists(path).Should().BeTrue();
    }
}
