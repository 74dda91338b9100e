using AgentBridge.Market;

namespace AgentBridge.Tests.Market;

public sealed class WholeFileTests
{
    [Fact]
    public void Write_NewAndOld_HasTheContentAndLeavesNothingElse()
    {
        using var folder = new TempFolder();
        var path = folder.PathOf("a.txt");

        WholeFile.Write(path, stream => stream.Write("one"u8));
        WholeFile.Write(path, stream => stream.Write("two, longer"u8));

        File.ReadAllText(path).Should().Be("two, longer");
        Directory.GetFiles(folder.Root).Should().Equal(path);
    }

    [Fact]
    public void Write_Steps_AreFlushedBeforeAndAfterTheRename()
    {
        using var folder = new TempFolder();
        var path = folder.Write("a.txt", "old");
        var seen = new List<(string Step, string Content)>();

        WholeFile.Write(path, path + ".new", stream => stream.Write("new"u8), step => seen.Add((step, File.ReadAllText(path))));

        seen.Should().Equal(("open", "old"), ("write", "old"), ("flush", "old"), ("move", "new"), ("folder:flush", "new"));
    }

    [Theory]
    [InlineData("open")]
    [InlineData("write")]
    [InlineData("flush")]
    public void Write_FailsBeforeTheRename_LeavesTheOldFileAlone(string at)
    {
        using var folder = new TempFolder();
        var path = folder.Write("a.txt", "old");

        var write = () => WholeFile.Write(path, path + ".tmp", stream => stream.Write("new"u8), step =>
        {
            if (string.Equals(step, at, StringComparison.Ordinal))
            {
                throw new IOException("no");
            }
        });

        write.Should().Throw<IOException>().WithMessage("no");
        File.ReadAllText(path).Should().Be("old");
        Directory.GetFiles(folder.Root).Should().Equal(path);
    }

    [Fact]
    public void Write_LeftoverOfAKilledWriter_IsOverwritten()
    {
        using var folder = new TempFolder();
        var path = folder.PathOf("a.txt");
        folder.Write("a.txt.tmp", new string('x', 100_000));

        WholeFile.Write(path, stream => stream.Write("new"u8));

        File.ReadAllText(path).Should().Be("new");
        Directory.GetFiles(folder.Root).Should().Equal(path);
    }

    [Fact]
    public void Write_WithoutAFolder_ReportsIt()
    {
        using var folder = new TempFolder();

        FluentActions.Invoking(() => WholeFile.Write(folder.PathOf("none/a.txt"), stream => stream.Write("new"u8))).Should().Throw<DirectoryNotFoundException>();
    }
}
