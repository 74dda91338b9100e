using System.Text.RegularExpressions;
using System.Xml.Linq;
using AgentBridge.Tests.Architecture;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Packages;

/// <summary>What a person judges a package by before using it, as the projects state it; PackTests reads it from the packages themselves.</summary>
public sealed class PackageMetadataTests
{
    private const int ShortDescription = 80;
    private const int LongDescription = 300;

    public static TheoryData<string> Packages => [.. Shipped.Projects.Select(p => Path.GetFileNameWithoutExtension(p))];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Description_OfAPackage_IsASentenceOrThreeOfItsOwn(string package)
    {
        var description = Property(package, "Description");

        description.Length.Should().BeInRange(ShortDescription, LongDescription);
        description.Should().EndWith(".");
        Shipped.Projects.Count(p => string.Equals(Property(Path.GetFileNameWithoutExtension(p), "Description"), description, StringComparison.Ordinal)).Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Tags_OfAPackage_AddItsOwnToTheCommonOnes(string package) =>
        Property(package, "PackageTags").Split(';').Should().HaveCountGreaterThan(2).And.OnlyHaveUniqueItems().And.StartWith("$(PackageTags)");

    [Theory]
    [MemberData(nameof(Packages))]
    public void ReleaseNotes_OfAPackage_AreASectionOfTheChanges(string package)
    {
        var version = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;
        var changes = File.ReadAllText(Repository.PathOf("src", "CHANGELOG.md"));
        var section = Regex.Match(changes, $@"^## {Regex.Escape(version)}\n(?<text>(?:(?!## ).*\n)*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromMinutes(1)).Groups["text"].Value;

        section.Should().MatchRegex($@"(?m)^### {Regex.Escape(package)}\n\n- \S", "a release says what changed in each package");
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Readme_OfAPackage_IsNamedAfterIt(string package) =>
        File.ReadLines(Repository.PathOf("src", package, "README.md")).First().Should().MatchRegex(package is "AgentBridge.Cli" ? "^# " : $"^# {Regex.Escape(package)}$");

    [Fact]
    public void Projects_OfSrc_AreAllInTheSolution()
    {
        // `bridge pack` builds a part of the solution.
        var solution = File.ReadAllText(Repository.PathOf("Bridge.sln"));

        SourceTree.Projects.Select(p => SourceTree.Name(p).Replace('/', '\\')).Where(p => !solution.Contains($"\"{p}\"", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void Versions_OfThePythonPackageAndTheNuGetPackages_AreEqual()
    {
        var python = File.ReadAllText(Repository.PathOf("strategy-bridge", "agent_bridge", "__init__.py"));

        python.Should().Contain($"__version__ = \"{XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("VersionPrefix").Single().Value}\"");
    }

    private static string Property(string package, string name) =>
        XDocument.Load(Repository.PathOf("src", package, package + ".csproj")).Descendants(name).Select(e => e.Value).DefaultIfEmpty(string.Empty).First();
}
