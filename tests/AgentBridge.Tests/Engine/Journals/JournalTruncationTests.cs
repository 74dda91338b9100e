using System.Text;
using AgentBridge.CrashChild;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine;

/// <summary>A crash can leave any prefix of the last row: tests every length, for every kind of journal (more than 500 cases).</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class JournalTruncationTests
{
    [Theory]
    [InlineData("decisions", 80)]
    [InlineData("results", 25)]
    [InlineData("actions", 200)]
    public void Open_LastRowCutAtEveryByteByItsWriter_KeepsWholeRowsAndSavesTheRest(string name, int atLeast)
    {
        var kind = JournalKind.Of(name);
        using var source = new JournalFolder();
        var (whole, last) = TwoRows(kind, source);
        var note = File.ReadAllBytes(source.File(kind.FileName) + ".lock");

        for (var length = 0; length <= last.Length; length++)
        {
            using var folder = new JournalFolder();
            folder.Write(kind.FileName, [.. whole, .. last[..length]]);
            folder.Write(kind.FileName + ".lock", note);

            Check(kind, folder, whole, last, length, isWhole: length >= last.Length - 1);
        }

        last.Length.Should().BeGreaterThan(atLeast);
    }

    [Theory]
    [InlineData("decisions")]
    [InlineData("results")]
    public void Open_LastRowCutWithoutAnyNote_KeepsWhatReadsAsARowAndSavesTheRest(string name)
    {
        var kind = JournalKind.Of(name);
        using var source = new JournalFolder();
        var (whole, last) = TwoRows(kind, source);
        var lastComma = Array.LastIndexOf(last, (byte)',');

        for (var length = 0; length <= last.Length; length++)
        {
            using var folder = new JournalFolder();
            folder.Write(kind.FileName, [.. whole, .. last[..length]]);

            // A number cut after a digit is still a number: only the writer's note distinguishes it from a complete one.
            var isRow = length > lastComma + 1 && char.IsAsciiDigit((char)last[Math.Min(length, last.Length - 1) - 1])
                && (kind.Name is not "decisions" || length > lastComma + 3);
            Check(kind, folder, whole, last, length, isRow);
        }
    }

    [Theory]
    [InlineData("decisions")]
    [InlineData("results")]
    public void Open_HeaderCutAtEveryByte_StartsANewHeaderAndSavesTheRest(string name)
    {
        var kind = JournalKind.Of(name);
        var header = Encoding.UTF8.GetBytes(kind.Header);
        for (var length = 0; length <= header.Length; length++)
        {
            using var folder = new JournalFolder();
            folder.Write(kind.FileName, header.AsSpan(0, length));

            kind.Open(folder.Path, PhysicalDisk.Instance).Append("id-1");

            kind.ReadIds(folder.Path).Should().Equal("id-1");
            folder.Read(kind.FileName).Should().StartWith(kind.Header);
            File.Exists(folder.File(kind.FileName) + ".torn").Should().Be(length > 0 && length < header.Length - 1);
        }
    }

    [Fact]
    public void Open_CutTwice_AddsToTheTornFile()
    {
        var kind = JournalKind.Of("results");
        using var folder = new JournalFolder();
        folder.Write(kind.FileName, kind.Header + "first,1");
        kind.Open(folder.Path, PhysicalDisk.Instance);
        File.AppendAllText(folder.File(kind.FileName), "second,");

        kind.Open(folder.Path, PhysicalDisk.Instance).Repair.Should().Be(JournalRepair.MovedToTorn);

        folder.Read(kind.FileName + ".torn").Should().Be("first,1\nsecond,\n");
    }

    private static (byte[] Whole, byte[] Last) TwoRows(JournalKind kind, JournalFolder folder)
    {
        var journal = kind.Open(folder.Path, PhysicalDisk.Instance);
        journal.Append("id-1");
        var whole = File.ReadAllBytes(folder.File(kind.FileName));
        journal.Append("id-2");
        return (whole, File.ReadAllBytes(folder.File(kind.FileName))[whole.Length..]);
    }

    private static void Check(JournalKind kind, JournalFolder folder, byte[] whole, byte[] last, int length, bool isWhole)
    {
        var because = $"{kind.Name} was cut after {length} of {last.Length} bytes";
        kind.ReadIds(folder.Path).Should().Equal(isWhole ? ["id-1", "id-2"] : ["id-1"], because);

        var journal = kind.Open(folder.Path, PhysicalDisk.Instance);

        journal.Repair.Should().Be(
            length == 0 || length == last.Length ? JournalRepair.None : isWhole ? JournalRepair.Finished : JournalRepair.MovedToTorn, because);
        var torn = folder.File(kind.FileName) + ".torn";
        (File.Exists(torn) ? File.ReadAllBytes(torn) : []).Should().Equal(
            length == 0 || isWhole ? [] : [.. last[..length], (byte)'\n'], because);
        byte[] kept = isWhole ? [.. whole, .. last[..Math.Min(length, last.Length - 1)], (byte)'\n'] : whole;
        File.ReadAllBytes(folder.File(kind.FileName)).Should().Equal(kept, because);
        journal.Append("id-3").Should().Be(AppendOutcome.Appended, because);
        kind.ReadIds(folder.Path).Should().Equal(isWhole ? ["id-1", "id-2", "id-3"] : ["id-1", "id-3"], because);
    }
}
