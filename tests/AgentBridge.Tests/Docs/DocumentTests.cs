using System.Text.RegularExpressions;
using AgentBridge.Market;
using AgentBridge.Signals;
using AgentBridge.Testing;
using AgentBridge.Tests.Architecture;
using AgentBridge.Tests.Docs.Samples;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Docs;

/// <summary>Rules for every document: short lines, valid links, samples that compile.</summary>
public sealed partial class DocumentTests
{
    private const int MaxLine = 160;
    private const int SampleLines = 8;

    // The step log is append-only and is not part of the documentation.
    private static readonly string[] Names =
        [.. SourceTree.Files(Repository.Root, ".md").Select(SourceTree.Name).Where(n => n is not "infrastructure_update.md").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Documents => [.. Names];

    public static TheoryData<string> Samples => [.. Names.Where(n => Sample().IsMatch(Text(n)))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Lines_AreShort(string document) =>
        Text(document).Split('\n').Where(l => l.Length > MaxLine).Should().BeEmpty("no line has more than {0} characters", MaxLine);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_LeadToFilesAndHeadingsThatExist(string document)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(document))!;

        var broken = Link().Matches(Text(document))
            .Select(m => m.Groups["target"].Value)
            .Where(t => !t.StartsWith("http", StringComparison.Ordinal) && !Exists(folder, document, t));

        broken.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Text_HoldsNoPlaceholder(string document) => Text(document).Should().NotContain("@@");

    [Theory]
    [MemberData(nameof(Documents))]
    public void Text_HoldsNoMarkOfAMerge(string document) =>
        Text(document).Split('\n').Where(l => l.StartsWith("<<<<<<<", StringComparison.Ordinal) || l.StartsWith(">>>>>>>", StringComparison.Ordinal)).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Samples))]
    public void Samples_AreThoseThatCompile(string document)
    {
        var compiled = SourceTree.Files(Repository.PathOf("tests", "AgentBridge.Tests", "Docs", "Samples"), ".cs").Select(f => Paragraph(File.ReadAllText(f))).ToList();

        foreach (Match sample in Sample().Matches(Text(document)))
        {
            var paragraphs = sample.Groups["code"].Value.Split("\n\n").Select(Paragraph);

            compiled.Should().Contain(
                file => paragraphs.All(p => file.Contains(p, StringComparison.Ordinal)),
                "each sample has its twin in Docs/Samples, which the compiler reads: change both");
        }
    }

    [Fact]
    public void Readme_Strategy_HasEightLinesAndKeepsTheContract()
    {
        var code = Sample().Match(Text("README.md")).Groups["code"].Value;
        var candles = new StrategyCandles(GeneratedCandles.Create(new() { Count = 6_000, Seed = 1 }));

        var report = StrategyCheck.Run(StrategyDescriptor.Of<Dip, DipOptions>().Bind(string.Empty, maxCapitalPct: 0.05), candles);

        code.TrimEnd('\n').Split('\n').Should().HaveCount(SampleLines);
        report.Plans.Should().BePositive();
        report.Findings.Where(f => f.Rule is not "TIME").Should().BeEmpty();
    }

    [Fact]
    public void SamplesOfTheStrategyContract_KeepIt()
    {
        var candles = new StrategyCandles(GeneratedCandles.Create(new() { Count = 6_000, Seed = 1 }));

        foreach (var descriptor in new[] { StrategyDescriptor.Of<Rise, RiseOptions>(), StrategyDescriptor.Of<Hour, HourOptions>() })
        {
            var report = StrategyCheck.Run(descriptor.Bind(string.Empty, maxCapitalPct: 0.05), candles);

            report.Plans.Should().BePositive();
            report.Findings.Where(f => f.Rule is not "TIME").Should().BeEmpty();
        }
    }

    private static string Text(string document) => File.ReadAllText(Repository.PathOf(document)).ReplaceLineEndings("\n");

    /// <summary>The lines without indentation and without blank ones, so that the position of a sample does not matter.</summary>
    private static string Paragraph(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0));

    private static bool Exists(string folder, string document, string target)
    {
        var (path, heading) = target.Split('#') is [var p, var h] ? (p, h) : (target, string.Empty);
        var file = path.Length == 0 ? Repository.PathOf(document) : Path.GetFullPath(Path.Combine(folder, path));
        return Path.Exists(file) && (heading.Length == 0 || Headings(file).Contains(heading, StringComparer.Ordinal));
    }

    /// <summary>The anchors that GitHub generates for headings.</summary>
    private static IEnumerable<string> Headings(string file) =>
        File.ReadLines(file).Where(l => l.StartsWith('#')).Select(l => NoAnchor().Replace(l.TrimStart('#').Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Link();

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Sample();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex NoAnchor();
}
