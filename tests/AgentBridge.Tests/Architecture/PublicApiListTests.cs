using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Architecture;

/// <summary>
/// The public members of the packages as reviewed text: PublicAPI.Shipped.txt beside each project. The analyzer compares every signature when it
/// compiles; these tests find what was built without it. tests/public-api.sh writes the lists.
/// </summary>
public sealed partial class PublicApiListTests
{
    private const string Remedy = "tests/public-api.sh writes the list; review what changed";
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Assemblies => [.. Shipped.Names];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Types_OfALibrary_AreThoseOfItsList(string assembly) =>
        Shipped.Load(assembly).GetExportedTypes().Select(NameOf).Distinct(StringComparer.Ordinal)
            .Should().BeEquivalentTo(Listed(assembly).Where(name => !IsMember(name)).Select(name => name.Text).Distinct(StringComparer.Ordinal), Remedy);

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Members_OfALibrary_AreInItsList(string assembly)
    {
        var listed = Listed(assembly).Select(name => name.Text).ToHashSet(StringComparer.Ordinal);

        Shipped.Load(assembly).GetExportedTypes().SelectMany(Members).Where(name => !listed.Contains(name)).Should().BeEmpty(Remedy);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Lists_OfALibrary_AreSortedAndListEverythingOnce(string assembly)
    {
        foreach (var list in new[] { "Shipped", "Unshipped" }.Select(kind => File.ReadAllLines(Repository.PathOf("src", assembly, $"PublicAPI.{kind}.txt"))))
        {
            list.Should().HaveElementAt(0, "#nullable enable");
            list.Skip(1).Should().BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();
        }

        Lines(assembly).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Analyzer_IsWiredIntoEveryLibrary()
    {
        var targets = XDocument.Load(Repository.PathOf("src", "Directory.Build.targets"));

        targets.Descendants("PackageReference").Should().ContainSingle(e => e.Attribute("Include")!.Value == "Microsoft.CodeAnalysis.PublicApiAnalyzers" && e.Attribute("PrivateAssets")!.Value == "all");
        File.ReadAllText(Repository.PathOf(".editorconfig")).Should().NotMatchRegex(@"RS00(16|17)\.severity = (none|silent|suggestion)");
    }

    private static IEnumerable<string> Members(Type type) =>
        type.GetMembers(Declared)
            .Where(m => m is FieldInfo { IsSpecialName: false } or PropertyInfo or MethodInfo { IsSpecialName: false })
            .Where(m => !m.Name.Contains('<', StringComparison.Ordinal) && !typeof(Delegate).IsAssignableFrom(type))
            .Select(m => m is PropertyInfo p && p.GetIndexParameters().Length > 0 ? $"{NameOf(type)}.this" : $"{NameOf(type)}.{m.Name}");

    private static string NameOf(Type type) => Arity().Replace(type.FullName!.Replace('+', '.'), string.Empty);

    private static IEnumerable<string> Lines(string assembly) =>
        new[] { "Shipped", "Unshipped" }.SelectMany(kind => File.ReadAllLines(Repository.PathOf("src", assembly, $"PublicAPI.{kind}.txt")).Skip(1));

    // A type is listed by its name alone; every member has an arrow and a type behind it.
    private static bool IsMember((string Text, string Line) name) => name.Line.Contains(" -> ", StringComparison.Ordinal);

    private static IEnumerable<(string Text, string Line)> Listed(string assembly) => Lines(assembly).Select(line => (Name(line), line));

    private static string Name(string line)
    {
        var text = Modifiers().Replace(line, string.Empty);
        for (var before = string.Empty; !string.Equals(before, text, StringComparison.Ordinal);)
        {
            (before, text) = (text, Generic().Replace(text, string.Empty));
        }

        return Accessor().Replace(text.Split('(', '[', ' ')[0], string.Empty);
    }

    [GeneratedRegex("^(?:~|static |abstract |virtual |override |sealed |const |readonly |extern |implicit |explicit )+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Modifiers();

    [GeneratedRegex("<[^<>]*>", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Generic();

    [GeneratedRegex(@"\.(?:get|set|init|add|remove)$", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Accessor();

    [GeneratedRegex("`[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Arity();
}
