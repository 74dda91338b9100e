using System.Text.RegularExpressions;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Docs;

/// <summary>The README says what the code says.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = Repository.PathOf("README.md");

    [Fact]
    public void Settings_Table_IsThatOfTheCode() => GeneratedDocs.Check(Readme, "settings", ConfigDocs.MarkdownTable());

    [Fact]
    public void Links_Relative_LeadToFilesThatAreThere()
    {
        var folder = Repository.Root;

        var broken = Link().Matches(File.ReadAllText(Readme))
            .Select(m => m.Groups["target"].Value)
            .Where(t => !t.StartsWith("http", StringComparison.Ordinal))
            .Where(t => !Path.Exists(Path.Combine(folder, t.Split('#')[0])))
            .ToList();

        broken.Should().BeEmpty();
    }

    [Fact]
    public void Text_Finished_HoldsNoPlaceholder() => File.ReadAllText(Readme).Should().NotContain("@@");

    [GeneratedRegex(@"\]\((?<target>[^)]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
