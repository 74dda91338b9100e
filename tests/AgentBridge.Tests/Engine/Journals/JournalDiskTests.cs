using AgentBridge.CrashChild;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine;

/// <summary>Disks that are full, read-only or removed; and that every row is flushed.</summary>
public sealed class JournalDiskTests
{
    public static TheoryData<string> Kinds => [.. JournalKind.All.Select(kind => kind.Name)];

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public async Task Append_TmpfsFull_ReportsItKeepsWholeRowsAndGoesOnWhenThereIsRoom(string name)
    {
        var kind = JournalKind.Of(name);
        using var folder = new JournalFolder();
        await using var mount = await Mount.TryAsync(folder.Root, "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.Root);
        Skip.If(mount is null, "needs the right to mount a tmpfs");
        var journal = kind.Open(folder.Path, PhysicalDisk.Instance);
        journal.Append("before");
        await File.WriteAllBytesAsync(Path.Combine(folder.Root, "ballast"), new byte[48_000]);

        var written = AppendUntilFull(kind, journal, folder);

        kind.ReadIds(folder.Path).Should().Equal(["before", .. written]);
        File.Delete(Path.Combine(folder.Root, "ballast"));
        journal.Append("after").Should().Be(AppendOutcome.Appended);
        kind.ReadIds(folder.Path).Should().Equal(["before", .. written, "after"]);
        kind.Open(folder.Path, PhysicalDisk.Instance).Repair.Should().Be(JournalRepair.None);
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(Kinds))]
    public async Task Append_FileSizeLimitReached_ReportsItAndTheNextStartGoesOn(string name)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs ulimit -f");
        var kind = JournalKind.Of(name);
        using var folder = new JournalFolder();

        var child = await Child.RunLimitedAsync(8, "fill", name, folder.Path, "1000");

        child.ExitCode.Should().Be(3, child.Output + child.Error);
        child.Lines[^1].Should().StartWith("DiskFull ").And.Contain(folder.File(kind.FileName));
        kind.ReadIds(folder.Path).Should().Equal(child.Lines[..^1]).And.NotBeEmpty();
        kind.Open(folder.Path, PhysicalDisk.Instance).Append("after").Should().Be(AppendOutcome.Appended);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Append_DiskFullInTheMiddleOfARowAndNoWayBack_IsMendedByTheNextAppend(string name)
    {
        var kind = JournalKind.Of(name);
        using var folder = new JournalFolder();
        var hook = new ThrowingHook();
        var journal = kind.Open(folder.Path, new HookedDisk(hook));
        journal.Append("before");
        hook.Fails = (operation, path) => path.EndsWith(kind.FileName, StringComparison.Ordinal) && operation is "write:part" or "cut";

        var append = () => journal.Append("cut");

        append.Should().Throw<JournalException>().Which.Error.Should().Be(JournalError.DiskFull);
        hook.Fails = (_, _) => false;
        journal.Append("after").Should().Be(AppendOutcome.Appended);
        kind.ReadIds(folder.Path).Should().Equal("before", "after");
        File.Exists(folder.File(kind.FileName) + ".torn").Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Append_FlushFails_CountsAsNotWritten(string name)
    {
        var kind = JournalKind.Of(name);
        using var folder = new JournalFolder();
        var hook = new ThrowingHook();
        var journal = kind.Open(folder.Path, new HookedDisk(hook));
        hook.Fails = (operation, _) => operation is "flush";

        var append = () => journal.Append("lost");

        append.Should().Throw<JournalException>();
        kind.ReadIds(folder.Path).Should().BeEmpty();
        hook.Fails = (_, _) => false;
        journal.Append("lost").Should().Be(AppendOutcome.Appended);
        kind.ReadIds(folder.Path).Should().Equal("lost");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Append_OneRow_IsOneWriteAndThenOneFlush(string name)
    {
        var kind = JournalKind.Of(name);
        using var folder = new JournalFolder();
        var hook = new ThrowingHook();
        var journal = kind.Open(folder.Path, new HookedDisk(hook));
        journal.Append("first");
        hook.Steps.Clear();

        journal.Append("second");

        hook.Steps.Where(step => step.Path.EndsWith(kind.FileName, StringComparison.Ordinal)).Select(step => step.Operation)
            .Where(operation => operation is "write" or "write:after" or "flush" or "flush:after" or "cut")
            .Should().Equal("write", "write:after", "flush", "flush:after");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Append_FirstRow_BringsTheFilesEntryToTheDeviceOnce(string name)
    {
        var kind = JournalKind.Of(name);
        using var folder = new JournalFolder();
        var hook = new ThrowingHook();
        var journal = kind.Open(folder.Path, new HookedDisk(hook));
        journal.Append("first");

        hook.Steps.Count(step => step.Operation is "folder:flush").Should().BeGreaterThan(0);
        hook.Steps.Clear();
        journal.Append("second");
        hook.Steps.Should().NotContain(step => step.Operation == "folder:flush");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Append_FirstRowAfterACrashThatLeftTheFileEmpty_BringsItsEntryToTheDevice(string name)
    {
        var kind = JournalKind.Of(name);
        using var folder = new JournalFolder();
        folder.Write(kind.FileName, string.Empty);
        var hook = new ThrowingHook();

        kind.Open(folder.Path, new HookedDisk(hook)).Append("first");

        hook.Steps.Should().Contain(("folder:flush", folder.Path));
    }

    [SkippableTheory]
    [Trait(Cost.Key, Cost.Slow)]
    [MemberData(nameof(Kinds))]
    public async Task Append_NewFolders_EachEntryIsBroughtToTheDevice(string name)
    {
        Skip.IfNot(Child.Has("strace"), "needs strace");
        using var folder = new JournalFolder();
        var deep = Path.Combine(folder.Path, "a", "b");
        var trace = Path.Combine(folder.Root, "trace");

        var child = await Child.StartAsync("strace", ["-f", "-y", "-e", "trace=fsync,mkdir", "-o", trace, Child.Dotnet, typeof(JournalKind).Assembly.Location, "fill", name, deep, "1"]);

        child.ExitCode.Should().Be(0, child.Output + child.Error);
        var flushed = (await File.ReadAllLinesAsync(trace)).Where(line => line.Contains("fsync(", StringComparison.Ordinal)).ToList();
        foreach (var entry in new[] { folder.Root, folder.Path, Path.Combine(folder.Path, "a"), deep, Path.Combine(deep, JournalKind.Of(name).FileName) })
        {
            flushed.Should().Contain(line => line.Contains($"<{entry}>", StringComparison.Ordinal), "{0} holds a new entry or new bytes", entry);
        }
    }

    [Fact]
    public void Append_QuietCycle_IsNotFlushed()
    {
        using var folder = new JournalFolder();
        var hook = new ThrowingHook();
        var log = ActionLog.Open(folder.Path, new ActionOrigin("r", "a", "v", "live"), SecretMask.None, new JournalOptions { Disk = new HookedDisk(hook) });

        log.Append(new ActionEntry("cycle", "BTC/USDT", "NO_TRADE"), flush: false);

        hook.Steps.Should().Contain(step => step.Operation == "write").And.NotContain(step => step.Operation == "flush");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Append_FolderRemovedWhileRunning_ReportsIt(string name)
    {
        var kind = JournalKind.Of(name);
        using var folder = new JournalFolder();
        var journal = kind.Open(folder.Path, PhysicalDisk.Instance);
        journal.Append("before");
        Directory.Delete(folder.Path, recursive: true);

        var append = () => journal.Append("nowhere");

        append.Should().Throw<JournalException>().Where(e => e.Error == JournalError.Missing && e.Message.Contains(folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("decision_id,exit_price,pnl_r_multiple\nother-0001,104622.5,-1.0123456789\nother-0002,104622.5,-1.0123456789\n")]
    public void Append_FileCutOrReplacedWhileRunning_ReportsIt(string content)
    {
        using var folder = new JournalFolder();
        var journal = TradeResultJournal.Open(folder.Path);
        journal.AppendTradeResult(JournalKind.Result("mine-0001"));
        folder.Write("trade_results.csv", content);

        var append = () => journal.AppendTradeResult(JournalKind.Result("mine-0002"));

        append.Should().Throw<JournalException>().Which.Error.Should().Be(JournalError.Missing);
        folder.Read("trade_results.csv").Should().Be(content);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Open_FileWhereTheFolderShouldBe_ReportsIt(string name)
    {
        using var folder = new JournalFolder();
        File.WriteAllText(folder.Path, "I am a file");

        var open = () => JournalKind.Of(name).Open(folder.Path, PhysicalDisk.Instance).Append("x");

        open.Should().Throw<JournalException>().Where(e => e.Error != JournalError.BadContent && e.Message.StartsWith(folder.Path) && !e.Message.Contains('\n'));
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public async Task Append_ReadOnlyFolder_ReportsItAndReadingStillWorks(string name)
    {
        var kind = JournalKind.Of(name);
        using var folder = new JournalFolder();
        var journal = kind.Open(folder.Path, PhysicalDisk.Instance);
        journal.Append("before");
        await using var mount = await Mount.TryAsync(folder.Path, "--bind", folder.Path, folder.Path);
        Skip.If(mount is null, "needs the right to make a read-only bind mount");
        await mount!.MakeReadOnlyAsync();

        var append = () => journal.Append("no");
        var open = () => kind.Open(folder.Path, PhysicalDisk.Instance).Append("no");

        append.Should().Throw<JournalException>().Where(e => e.Error == JournalError.NotWritable && e.Message.Contains("read-only"));
        open.Should().Throw<JournalException>().Which.Error.Should().Be(JournalError.NotWritable);
        kind.ReadIds(folder.Path).Should().Equal("before");
    }

    private static List<string> AppendUntilFull(JournalKind kind, IOpenJournal journal, JournalFolder folder)
    {
        var written = new List<string>();
        var append = () =>
        {
            for (var i = 0; i < 2000; i++)
            {
                journal.Append(JournalKind.Id("row", i));
                written.Add(JournalKind.Id("row", i));
            }
        };
        append.Should().Throw<JournalException>().Where(e => e.Error == JournalError.DiskFull && e.Message.Contains(folder.Path));
        return written;
    }

    /// <summary>Records every step and fails the given ones.</summary>
    private sealed class ThrowingHook : IDiskHook
    {
        public Func<string, string, bool> Fails { get; set; } = (_, _) => false;

        public List<(string Operation, string Path)> Steps { get; } = [];

        public bool Wants(string operation, string path, int written)
        {
            Steps.Add((operation, path));
            return Fails(operation, path);
        }

        public void Fire(string operation, string path) => throw new JournalException(JournalError.DiskFull, path, path + ": the disk is full.");
    }
}
