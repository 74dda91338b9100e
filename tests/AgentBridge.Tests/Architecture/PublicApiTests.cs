using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Architecture;

/// <summary>
/// The public surface of the packages as reviewed text: a change must change a file in PublicApi, or it fails here.
/// UPDATE_PUBLIC_API=1 accepts.
/// </summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Assemblies => [.. Shipped.Names];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void PublicApi_IsTheReviewedOne(string assembly)
    {
        var file = Repository.PathOf("tests", "AgentBridge.Tests", "PublicApi", assembly + ".txt");
        var actual = PublicApiText.Of(Shipped.Load(assembly));
        if (GeneratedDocs.IsUpdate("UPDATE_PUBLIC_API"))
        {
            File.WriteAllText(file, actual);
            return;
        }

        File.Exists(file).Should().BeTrue("{0} is accepted with UPDATE_PUBLIC_API=1", Path.GetFileName(file));
        var reviewed = File.ReadAllText(file).ReplaceLineEndings("\n");
        var changes = actual.Split('\n').Except(reviewed.Split('\n'), StringComparer.Ordinal).Select(l => "+ " + l.Trim())
            .Concat(reviewed.Split('\n').Except(actual.Split('\n'), StringComparer.Ordinal).Select(l => "- " + l.Trim()));

        changes.Should().BeEmpty("a change is accepted with UPDATE_PUBLIC_API=1");
        actual.Should().Be(reviewed);
    }

    [Fact]
    public void PublicApi_HasNoFileOfAnAssemblyThatIsGone() =>
        Directory.GetFiles(Repository.PathOf("tests", "AgentBridge.Tests", "PublicApi"), "*.txt").Select(f => Path.GetFileNameWithoutExtension(f))
            .Should().BeSubsetOf(Shipped.Names);
}
