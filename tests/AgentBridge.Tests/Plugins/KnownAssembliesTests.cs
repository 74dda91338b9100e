using AgentBridge.Engine;
using AgentBridge.Signals;
using AgentBridge.Tests.Market;

namespace AgentBridge.Tests.Plugins;

/// <summary>Another assembly under the same name and version is reported once.</summary>
public sealed class KnownAssembliesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Note_SameNameAndVersionOfAnotherAssembly_WarnsOnce()
    {
        var (first, other) = (Strategy("first"), Strategy("other", "another build"));

        Note(first).Should().BeNull("it is the first");
        Note(first).Should().BeNull();
        Note(other).Should().StartWith("strategy mean-cross/2 comes from another assembly than before (SHA-256 " + other.Descriptor.Origin!.Sha256[..12]).And.Contain(first.Descriptor.Origin!.Sha256[..12]).And.Contain(other.Descriptor.Origin.Path);
        Note(other).Should().BeNull();
        Note(first).Should().NotBeNull("it has changed again");
    }

    [Fact]
    public void Note_OtherStrategiesAndBuiltInOnes_AreKeptApart()
    {
        var catalog = StrategyAssembly.CatalogWith(TestPlugin.Path);

        Note(catalog.Find("mean-cross").Bind([], 0.05)).Should().BeNull();
        Note(catalog.Find("thrower").Bind([], 0.05)).Should().BeNull();
        Note(catalog.Find("breakout").Bind([], 0.05)).Should().BeNull();
        File.ReadAllLines(_folder.PathOf(KnownAssemblies.FileName)).Should().HaveCount(2).And.OnlyContain(line => !line.StartsWith("breakout", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mean-cross/2 0123")]
    [InlineData("nonsense\n\n\nmean-cross/2\nmean-cross/2 what ever it is\nmean-cross/2 abc")]
    public void Note_TruncatedFile_IsRepaired(string left)
    {
        File.WriteAllText(_folder.PathOf(KnownAssemblies.FileName), left);

        Note(Strategy("first")).Should().BeNull();
        Note(Strategy("second", "another build")).Should().Contain("comes from another assembly");
    }

    [Fact]
    public void Note_FileOfAnotherHand_IsReportedAsUnreadable()
    {
        File.WriteAllText(_folder.PathOf(KnownAssemblies.FileName), "mean-cross/2 abc\n");

        Note(Strategy("first")).Should().Contain("previously unreadable");
    }

    public void Dispose() => _folder.Dispose();

    private string? Note(Strategy strategy) => KnownAssemblies.Note(_folder.Root, strategy);

    private Strategy Strategy(string folder, string tail = "")
    {
        var copy = TestPlugin.CopyTo(_folder.PathOf(folder));
        File.AppendAllText(copy, tail);
        return StrategyAssembly.CatalogWith(copy).Find("mean-cross").Bind([], 0.05);
    }
}
