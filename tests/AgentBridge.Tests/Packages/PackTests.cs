using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AgentBridge.Tests.Architecture;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Packages;

/// <summary>The packages themselves, made by `bridge pack`.</summary>
[Trait(Cost.Key, Cost.Long)]
public sealed partial class PackTests(PackedCheckouts packed) : IClassFixture<PackedCheckouts>
{
    // The identity of embedded sources in a portable PDB (System.Reflection.Metadata has no name for it).
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private IEnumerable<string> Packages => Files(packed.First, "package");

    [Fact]
    public void Pack_TwoCheckouts_GiveEqualBytes()
    {
        Hashes(packed.First).Should().HaveCountGreaterThan(Shipped.Projects.Count);
        Hashes(packed.Second).Should().Equal(Hashes(packed.First));
    }

    [Fact]
    public void Pack_AllProjects_AreThePackages()
    {
        packed.First.GetProperty("packages").EnumerateArray().Select(p => p.GetProperty("id").GetString())
            .Should().BeEquivalentTo(Shipped.Projects.Select(p => Path.GetFileNameWithoutExtension(p)));
        packed.First.GetProperty("version").GetString().Should().EndWith("-" + PackedCheckouts.Suffix);
        packed.First.GetProperty("wheels").EnumerateArray().Select(w => Path.GetFileName(w.GetProperty("file").GetString())).Should().ContainSingle().Which.Should().EndWith("-py3-none-any.whl");
    }

    [Fact]
    public void Pack_Document_HasTheKeysOfItsDescription()
    {
        var text = File.ReadAllText(Repository.PathOf("src", "AgentBridge.Cli", "docs", "json.md"));
        var stated = Regex.Match(text, "### `pack`\n\n```\n(?<keys>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromMinutes(1)).Groups["keys"].Value;

        Key().Matches(packed.First.GetRawText()).Select(m => m.Groups["key"].Value).Distinct(StringComparer.Ordinal)
            .Should().BeEquivalentTo(Word().Matches(stated).Select(m => m.Groups["key"].Value).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public void Metadata_OfEveryPackage_IsWhole()
    {
        foreach (var package in Packages)
        {
            var metadata = PackedCheckouts.Metadata(package);
            string Text(string name) => metadata.Element(name)?.Value ?? string.Empty;
            var id = Text("id");

            Text("license").Should().Be("MIT", id);
            metadata.Element("license")!.Attribute("type")!.Value.Should().Be("expression");
            Text("readme").Should().Be("README.md");
            Text("icon").Should().Be("icon.png");
            Text("tags").Split(' ').Should().Contain("trading").And.HaveCountGreaterThan(4).And.OnlyHaveUniqueItems();
            Text("releaseNotes").Should().StartWith("- ").And.NotContain("##");
            Text("description").Should().NotBe("Package Description");
            Text("authors").Should().Be("AgentBridge");
            metadata.Element("repository")!.Attribute("type")!.Value.Should().Be("git");
            metadata.Element("repository")!.Attribute("url")!.Value.Should().Be(PackedCheckouts.Repository);
            PackedCheckouts.Entry(package, "icon.png").Should().StartWith([0x89, (byte)'P', (byte)'N', (byte)'G']);
        }
    }

    [Fact]
    public void Dependencies_OfEveryPackage_ShutNobodyOut()
    {
        string[] sameVersion = [.. Packages.Select(p => PackedCheckouts.Metadata(p).Element("id")!.Value)];
        foreach (var package in Packages)
        {
            var metadata = PackedCheckouts.Metadata(package);
            var dependencies = metadata.Descendants("dependency").Select(d => (Id: d.Attribute("id")!.Value, Version: d.Attribute("version")!.Value)).ToList();

            dependencies.Should().NotContain(d => IsForUsAlone().IsMatch(d.Id), "{0} is used without our analysers and tests", metadata.Element("id")!.Value);
            dependencies.Should().NotContain(d => d.Version.StartsWith('[') && !d.Version.Contains(',', StringComparison.Ordinal), "an exact version excludes every other package that needs a newer one");
            dependencies.Should().NotContain(d => sameVersion.Contains(d.Id, StringComparer.Ordinal) && !string.Equals(d.Version, metadata.Element("version")!.Value, StringComparison.Ordinal));
        }

        Range("AgentBridge.Redis", "StackExchange.Redis").Should().Be("[2.8.16, 4.0.0)");
        Range("AgentBridge.Exchanges", "Polly.Core").Should().Be("8.4.2");
        Metadata("AgentBridge.Schema").Descendants("dependency").Should().BeEmpty();
        Metadata("AgentBridge.Testing").Descendants("dependency").Select(d => d.Attribute("id")!.Value).Should().OnlyContain(id => id.StartsWith("AgentBridge.", StringComparison.Ordinal));
    }

    [Fact]
    public void Readme_OfEveryPackage_LinksToAddresses()
    {
        foreach (var package in Packages)
        {
            var id = PackedCheckouts.Metadata(package).Element("id")!.Value;
            var readme = Encoding.UTF8.GetString(PackedCheckouts.Entry(package, "README.md"));
            var source = File.ReadAllText(Repository.PathOf("src", id, "README.md"));

            Link().Matches(readme).Select(m => m.Groups["target"].Value).Should().NotContain(t => !t.StartsWith("https://", StringComparison.Ordinal) && !t.StartsWith('#'), "{0}: a gallery has no other files", id);
            Link().Matches(readme).Should().HaveSameCount(Link().Matches(source));
            Link().Replace(readme, string.Empty).TrimEnd().Should().Be(Link().Replace(source, string.Empty).TrimEnd(), "only links are changed");
        }

        Encoding.UTF8.GetString(PackedCheckouts.Entry(Package("AgentBridge.Engine"), "README.md"))
            .Should().Contain("[deny code](https://host.example/owner/agentbridge/blob/HEAD/src/AgentBridge.Engine/../AgentBridge.Risk/README.md)");
    }

    [Fact]
    public void Symbols_OfEveryLibrary_BelongToItAndContainItsSources()
    {
        foreach (var id in Shipped.Names)
        {
            var library = PackedCheckouts.Entry(Package(id), $"lib/net10.0/{id}.dll");
            var symbols = PackedCheckouts.Entry(Files(packed.First, "symbols").Single(f => Path.GetFileName(f).StartsWith($"{id}.0", StringComparison.Ordinal)), $"lib/net10.0/{id}.pdb");
            using var assembly = new PEReader(new MemoryStream(library));
            using var pdb = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols));
            var reader = pdb.GetMetadataReader();
            var wanted = assembly.ReadCodeViewDebugDirectoryData(assembly.ReadDebugDirectory().First(e => e.Type == DebugDirectoryEntryType.CodeView)).Guid;

            new BlobContentId(reader.DebugMetadataHeader!.Id).Guid.Should().Be(wanted, "the symbols of {0} are those of its assembly", id);
            var sources = reader.Documents.Where(document => reader.GetCustomDebugInformation(document).Any(i => reader.GetGuid(reader.GetCustomDebugInformation(i).Kind) == EmbeddedSource)).ToList();
            sources.Should().HaveCount(reader.Documents.Count, "{0} can be debugged without a repository", id);
            PackedCheckouts.Entry(Package(id), $"lib/net10.0/{id}.xml").Should().NotBeEmpty();
        }
    }

    [Fact]
    public void Package_OfReferences_HasNoAssemblyAndNamesItsLibraries()
    {
        using var archive = ZipFile.OpenRead(Package("AgentBridge"));

        archive.Entries.Should().NotContain(e => e.FullName.EndsWith(".dll", StringComparison.Ordinal));
        Metadata("AgentBridge").Descendants("dependency").Select(d => d.Attribute("id")!.Value)
            .Should().Contain(["AgentBridge.Signals", "AgentBridge.Risk", "AgentBridge.Engine", "AgentBridge.Redis"]).And.NotContain("AgentBridge.Testing");
    }

    private static IEnumerable<string> Files(JsonElement document, string kind) =>
        document.GetProperty("packages").EnumerateArray().Select(p => p.GetProperty(kind)).Where(f => f.ValueKind is JsonValueKind.Object).Select(f => f.GetProperty("file").GetString()!);

    private static SortedDictionary<string, string> Hashes(JsonElement document)
    {
        var files = document.GetProperty("packages").EnumerateArray().SelectMany(p => new[] { p.GetProperty("package"), p.GetProperty("symbols") })
            .Concat(document.GetProperty("wheels").EnumerateArray()).Where(f => f.ValueKind is JsonValueKind.Object);
        return new(files.ToDictionary(f => Path.GetFileName(f.GetProperty("file").GetString()!), f => f.GetProperty("sha256").GetString()!, StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private string Package(string id) => Packages.Single(p => string.Equals(PackedCheckouts.Metadata(p).Element("id")!.Value, id, StringComparison.Ordinal));

    private XElement Metadata(string id) => PackedCheckouts.Metadata(Package(id));

    private string Range(string package, string dependency) =>
        Metadata(package).Descendants("dependency").Single(d => string.Equals(d.Attribute("id")!.Value, dependency, StringComparison.Ordinal)).Attribute("version")!.Value;

    [GeneratedRegex(@"(?<=\])\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Link();

    [GeneratedRegex("\"(?<key>[a-z0-9_]+)\":", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Key();

    [GeneratedRegex("\"(?<key>[a-z0-9_]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Word();

    [GeneratedRegex("(?i)analyzer|roslynator|xunit|nunit|mstest|fluentassertions|fscheck|test\\.sdk|sourcelink", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex IsForUsAlone();
}
