using System.Text.RegularExpressions;
using System.Xml.Linq;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Architecture;

/// <summary>The allowed references between projects, from the design; a listed project that does not exist yet is ignored.</summary>
public sealed class LayeringTests
{
    // Tables in an archive of results, not candles.
    private const string FreqtradesTables = "src/AgentBridge.Cli/Backtests/Export/ExportFeather.cs";

    private const string Cli = "AgentBridge.Cli";
    private const string Meta = "AgentBridge";

    private static readonly Dictionary<string, string[]> Design = new(StringComparer.Ordinal)
    {
        ["AgentBridge.Schema"] = [],
        ["AgentBridge.Market"] = [],
        ["AgentBridge.Exchanges"] = ["AgentBridge.Market", "AgentBridge.Schema"],
        ["AgentBridge.Signals"] = ["AgentBridge.Market", "AgentBridge.Schema"],
        ["AgentBridge.Testing"] = ["AgentBridge.Signals"],
        ["AgentBridge.Risk"] = ["AgentBridge.Market", "AgentBridge.Schema"],
        ["AgentBridge.Forecasting"] = ["AgentBridge.Signals"],
        ["AgentBridge.Forecasting.Onnx"] = ["AgentBridge.Forecasting"],
        ["AgentBridge.Redis"] = ["AgentBridge.Schema"],
        ["AgentBridge.Engine"] = ["AgentBridge.Risk", "AgentBridge.Signals"],
        ["AgentBridge.Backtesting"] = ["AgentBridge.Engine"],
        ["AgentBridge.ExchangeSimulator"] = ["AgentBridge.Market", "AgentBridge.Schema"],
        ["AgentBridge.Extensions"] = ["AgentBridge.Engine", "AgentBridge.Exchanges", "AgentBridge.Redis"],
        ["AgentBridge.Native"] = ["AgentBridge.Engine", "AgentBridge.Forecasting"],
        ["AgentBridge.Templates"] = [],
        [Meta] =
        [
            "AgentBridge.Schema", "AgentBridge.Market", "AgentBridge.Exchanges", "AgentBridge.Signals", "AgentBridge.Risk", "AgentBridge.Redis",
            "AgentBridge.Engine", "AgentBridge.Backtesting", "AgentBridge.Extensions",
        ],
    };

    private static readonly string[] TopLevel =
    [
        "Bridge.sln", "src", "strategy-bridge", "schema", "tests", "envs", "vendor", "nupkg", "infrastructure_update.md", "README.md", "bridge",
        "Directory.Build.props", "Directory.Packages.props", "global.json", "LICENSE", ".ci", ".github",
    ];

    private static readonly string[] Names = [.. SourceTree.Projects.Select(p => Path.GetFileNameWithoutExtension(p))];

    public static TheoryData<string> Projects => [.. Names];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_AreThoseOfTheDesign(string project)
    {
        // The command line references every library, because it composes them. Native is loaded by path, from Python only; a template is no assembly.
        var expected = string.Equals(project, Cli, StringComparison.Ordinal)
            ? Shipped.Names.Where(p => p is not (Cli or "AgentBridge.Native"))
            : Design.GetValueOrDefault(project)?.Where(p => Names.Contains(p, StringComparer.Ordinal));

        expected.Should().NotBeNull("the design's table must name {0}", project);
        References(project).Should().BeEquivalentTo(expected);
    }

    [Theory]
    [InlineData("AgentBridge.Schema")]
    [InlineData("AgentBridge.Market", "Apache.Arrow", "Apache.Arrow.Compression", "Parquet.Net")]
    public void Roots_DependOnNothingButReadersOfColumns(string project, params string[] packages)
    {
        Packages(project).Should().Equal(packages);
        References(project).Should().BeEmpty();
    }

    [Theory]
    [InlineData("AgentBridge.Signals")]
    [InlineData("AgentBridge.Risk")]
    [InlineData("AgentBridge.Testing")]
    [InlineData("AgentBridge.Backtesting")]
    public void PureLibraries_DependOnNoPackage(string project) => Packages(project).Should().BeEmpty();

    [Fact]
    public void HostPackages_LowerBound_ShutsNobodyOut()
    {
        // A consumer on a newer release gets that one; a lower bound that rises shuts older hosts out.
        var versions = Elements(Repository.PathOf("Directory.Packages.props"), "PackageVersion").ToDictionary(e => e.Attribute("Include")!.Value, e => e.Attribute("Version")!.Value, StringComparer.Ordinal);
        var used = Names.Where(p => p is not Cli).SelectMany(Packages).Where(p => p.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();

        used.Where(p => !p.EndsWith(".Abstractions", StringComparison.Ordinal)).Should().BeEquivalentTo("Microsoft.Extensions.Options", "Microsoft.Extensions.Diagnostics.HealthChecks");
        used.Select(p => versions[p]).Distinct(StringComparer.Ordinal).Should().Equal("8.0.0");
        Names.Where(p => p is not (Cli or "AgentBridge.Extensions")).SelectMany(Packages).Where(p => p.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).Should().Equal("Microsoft.Extensions.Logging.Abstractions");
    }

    [Fact]
    public void ColumnarPackages_AreSeenByOneFolderOnly() =>
        SourceOf("src").Where(s => Code(s).Contains("using Apache.Arrow", StringComparison.Ordinal) || Code(s).Contains("using Parquet", StringComparison.Ordinal)).Select(SourceTree.Name)
            .Should().NotBeEmpty().And.OnlyContain(name => name.StartsWith("src/AgentBridge.Market/Columnar/", StringComparison.Ordinal) || string.Equals(name, FreqtradesTables, StringComparison.Ordinal));

    [Fact]
    public void Packages_AllProjectsOfSrc_AreForAnalysisOnly()
    {
        // Packages in Directory.Build.props reach every project, including Schema.
        foreach (var props in new[] { Repository.PathOf("Directory.Build.props"), Repository.PathOf("src", "Directory.Build.props") })
        {
            Elements(props, "PackageReference").Should().NotContain(e => e.Attribute("PrivateAssets") == null || e.Attribute("PrivateAssets")!.Value != "all");
            Elements(props, "ProjectReference").Should().BeEmpty();
        }
    }

    [Fact]
    public void Redis_IsSeenByTheCommandLineAndTheHostOnly()
    {
        // The package of references has no code that could see it.
        foreach (var project in Names.Where(p => p is not (Cli or Meta or "AgentBridge.Redis" or "AgentBridge.Extensions")))
        {
            References(project).Should().NotContain("AgentBridge.Redis");
            Packages(project).Should().NotContain("StackExchange.Redis");
        }
    }

    [Theory]
    [InlineData("Spectre.Console")]
    [InlineData("System.CommandLine")]
    public void CommandLinePackages_AreSeenByTheCommandLineOnly(string package)
    {
        Names.Where(p => Packages(p).Contains(package, StringComparer.Ordinal)).Should().Equal(Cli);
        SourceOf("src").Where(s => Code(s).Contains($"using {package}", StringComparison.Ordinal)).Select(SourceTree.Name)
            .Should().OnlyContain(name => name.StartsWith($"src/{Cli}/", StringComparison.Ordinal));
    }

    [Fact]
    public void InternalsVisibleTo_IsSchemaToRiskOnly()
    {
        var granted = SourceTree.Files(Repository.Root, ".csproj", ".props", ".targets")
            .SelectMany(f => Elements(f, "InternalsVisibleTo").Select(e => $"{Path.GetFileNameWithoutExtension(f)} -> {e.Attribute("Include")!.Value}"));

        granted.Should().Equal("AgentBridge.Schema -> AgentBridge.Risk");
        SourceOf("src").Where(s => Code(s).Contains("InternalsVisibleTo", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void ApproveRecorded_IsCalledByPublishOnly()
    {
        // Only `bridge publish FILE` may approve a signal without candles.
        var callers = SourceOf("src")
            .Where(s => !s.EndsWith(Path.Combine("AgentBridge.Risk", "RiskGate.cs"), StringComparison.Ordinal))
            .Where(s => Code(s).Contains("ApproveRecorded", StringComparison.Ordinal))
            .Select(SourceTree.Name);

        callers.Should().BeSubsetOf([$"src/{Cli}/Commands/PublishCommand.cs"]);
    }

    [Fact]
    public void ApprovedSignal_IsMadeByTheGateOnly() =>
        SourceOf("src").Where(s => Code(s).Contains("new ApprovedSignal(", StringComparison.Ordinal)).Select(SourceTree.Name)
            .Should().Equal("src/AgentBridge.Risk/RiskGate.cs");

    [Fact]
    public void TopLevel_HoldsWhatTheDesignLists()
    {
        // Files that git ignores (built, fetched, written while running) are not part of the layout.
        var ignored = File.ReadAllLines(Repository.PathOf(".gitignore")).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.TrimEnd('/')).ToArray();
        var entries = Directory.GetFileSystemEntries(Repository.Root)
            .Where(e => !(File.Exists(e) && Path.GetFileName(e)[0] == '.'))
            .Select(e => Path.GetFileName(e))
            .Where(e => e is not ".git" && !ignored.Any(pattern => Matches(e, pattern)));

        entries.Should().BeSubsetOf(TopLevel);
        AreAll(".ci", "run");
        AreAll(".github", "workflows");
        AreAll(Path.Combine(".github", "workflows"), "mvp-integration.yml");
    }

    private static void AreAll(string folder, params string[] names)
    {
        if (Directory.Exists(Repository.PathOf(folder)))
        {
            Directory.GetFileSystemEntries(Repository.PathOf(folder)).Select(e => Path.GetFileName(e)).Should().BeEquivalentTo(names);
        }
    }

    private static bool Matches(string name, string pattern) =>
        Regex.IsMatch(name, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.None, TimeSpan.FromMinutes(1));

    private static string[] References(string project) =>
        [.. Elements(ProjectFile(project), "ProjectReference").Select(e => Path.GetFileNameWithoutExtension(e.Attribute("Include")!.Value.Replace('\\', '/'))).Order(StringComparer.Ordinal)];

    private static string[] Packages(string project) => [.. Elements(ProjectFile(project), "PackageReference").Select(e => e.Attribute("Include")!.Value)];

    private static string ProjectFile(string project) => SourceTree.Projects.Single(p => string.Equals(Path.GetFileNameWithoutExtension(p), project, StringComparison.Ordinal));

    private static IEnumerable<XElement> Elements(string file, string name) => XDocument.Load(file).Descendants(name);

    private static IEnumerable<string> SourceOf(string folder) => SourceTree.Files(Repository.PathOf(folder), ".cs");

    /// <summary>The file without its comments, which may mention anything.</summary>
    private static string Code(string file) =>
        string.Join('\n', File.ReadLines(file).Select(l => Regex.Replace(l, @"(?:^|\s)//.*$", string.Empty, RegexOptions.ExplicitCapture, TimeSpan.FromMinutes(1))));
}
