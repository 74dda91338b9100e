using System.Globalization;
using System.Text;
using AgentBridge.CrashChild;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine;

/// <summary>A process killed with SIGKILL at every step that a journal, or the file channel, asks of the disk: at least 300 children.</summary>
[Trait(Cost.Key, Cost.Long)]
public sealed class JournalCrashTests
{
    private const int NoSuchStep = 9;
    private const int AtOnce = 3;

    [Theory]
    [InlineData("decisions", "missing", 50)]
    [InlineData("decisions", "torn", 55)]
    [InlineData("results", "unended", 50)]
    [InlineData("actions", "missing", 30)]
    [InlineData("actions", "torn", 35)]
    [InlineData("signals", "missing", 30)]
    [InlineData("signals", "torn", 45)]
    public async Task Append_KilledAtEveryStep_LosesNoRowThatWasAcknowledged(string name, string start, int atLeast)
    {
        var kind = JournalKind.Of(name);
        var kills = 0;
        for (var step = 1; ; step += AtOnce)
        {
            var ends = await Task.WhenAll(Enumerable.Range(step, AtOnce).Select(n => KillAsync(kind, start, n)));
            kills += ends.Count(end => end != NoSuchStep);
            if (ends.Contains(NoSuchStep))
            {
                break;
            }
        }

        kills.Should().BeGreaterThan(atLeast);
    }

    [Fact]
    public async Task Publish_KilledAtEveryStepOfMakingRoom_LosesNothingButTheOldest()
    {
        var kind = JournalKind.FewSignals;
        string[] old = [.. Enumerable.Range(0, 10).Select(i => JournalKind.Id("old", i))];
        var kills = 0;
        for (var step = 1; ; step++)
        {
            using var folder = new JournalFolder();
            var channel = kind.Open(folder.Path, PhysicalDisk.Instance);
            foreach (var id in old)
            {
                channel.Append(id);
            }

            var child = await Child.RunAsync("crash", kind.Name, folder.Path, step.ToString(CultureInfo.InvariantCulture));

            var because = $"the writer was killed at step {step}";
            child.ExitCode.Should().BeOneOf([137, NoSuchStep], because + child.Error);
            string[] pushed = [.. old, .. child.Lines];
            var kept = kind.ReadIds(folder.Path);
            var next = JournalKind.Id("new", child.Lines.Length);
            var under = kept is [.., var newest] && string.Equals(newest, next, StringComparison.Ordinal) ? next : null;
            string[] expected = under is null ? pushed : [.. pushed, under];
            kept.Should().Equal(expected.TakeLast(kept.Count), because).And.HaveCountGreaterThanOrEqualTo(9, because).And.HaveCountLessThanOrEqualTo(10, because);

            channel.Append("after").Should().Be(AppendOutcome.Appended, because);

            kind.ReadIds(folder.Path).Should().Equal([.. kept.TakeLast(9), "after"], because);
            Directory.GetFiles(folder.Path, "*.tmp").Should().BeEmpty(because);
            if (child.ExitCode == NoSuchStep)
            {
                break;
            }

            kills++;
        }

        kills.Should().BeGreaterThan(40);
    }

    private static async Task<int> KillAsync(JournalKind kind, string start, int step)
    {
        using var folder = new JournalFolder();
        var (kept, fragment) = Prepare(kind, folder, start);
        var because = $"the writer of {kind.Name} ({start}) was killed at step {step}";

        var child = await Child.RunAsync("crash", kind.Name, folder.Path, step.ToString(CultureInfo.InvariantCulture));

        child.ExitCode.Should().BeOneOf([137, NoSuchStep], because + child.Error);
        Directory.CreateDirectory(folder.Path);
        var journal = kind.Open(folder.Path, PhysicalDisk.Instance);
        var ids = kind.ReadIds(folder.Path);
        var acknowledged = kept.Concat(child.Lines).ToArray();
        ids.Take(acknowledged.Length).Should().Equal(acknowledged, because);
        ids.Skip(acknowledged.Length).Should().BeSubsetOf([JournalKind.Id("new", child.Lines.Length)], because);

        journal.Append("after").Should().Be(AppendOutcome.Appended, because);

        (await SavedAsync(kind, folder)).Contains(fragment, StringComparison.Ordinal).Should().BeTrue(because);
        kind.ReadIds(folder.Path).Should().Equal([.. ids, "after"], because);
        ids.Should().OnlyHaveUniqueItems(because);
        return child.ExitCode;
    }

    private static (string[] Kept, string Fragment) Prepare(JournalKind kind, JournalFolder folder, string start)
    {
        if (start is "missing")
        {
            return ([], string.Empty);
        }

        var journal = kind.Open(folder.Path, PhysicalDisk.Instance);
        journal.Append("old-1");
        journal.Append("old-2");
        var bytes = File.ReadAllBytes(folder.File(kind.FileName));
        if (start is "unended")
        {
            folder.Write(kind.FileName, bytes.AsSpan(..^1));
            return (["old-1", "old-2"], string.Empty);
        }

        var cut = bytes[..^10];
        folder.Write(kind.FileName, cut);
        return (["old-1"], Encoding.UTF8.GetString(cut.AsSpan(cut.AsSpan().LastIndexOf((byte)'\n') + 1)));
    }

    private static async Task<string> SavedAsync(JournalKind kind, JournalFolder folder)
    {
        var torn = folder.File(kind.FileName) + ".torn";
        return File.Exists(torn) ? await File.ReadAllTextAsync(torn) : string.Empty;
    }
}
