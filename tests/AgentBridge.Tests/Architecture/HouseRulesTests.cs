using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Architecture;

/// <summary>Rules that the compiler does not check.</summary>
public sealed class HouseRulesTests
{
    private static readonly string[] SafeZeros = ["Unspecified", "None", "Halted", "Stop"];

    public static TheoryData<string> Assemblies => [.. Shipped.Names];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Enums_ZeroIsTheSafeState(string assembly)
    {
        foreach (var type in Shipped.Load(assembly).GetTypes().Where(t => t.IsEnum && IsOurs(t)))
        {
            var zero = Enum.GetName(type, Enum.ToObject(type, 0));

            zero.Should().BeOneOf(SafeZeros, "the zero of {0} is its value if nothing is set", type.FullName);
        }
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Classes_AreSealedStaticOrAbstract(string assembly) =>
        Shipped.Load(assembly).GetTypes()
            .Where(t => t.IsClass && IsOurs(t) && !t.IsSealed && !t.IsAbstract)
            .Select(t => t.FullName)
            .Should().BeEmpty();

    [Fact]
    public void BannedSymbols_AreWiredIntoEveryProject()
    {
        var props = XDocument.Load(Repository.PathOf("Directory.Build.props"));

        props.Descendants("PackageReference").Select(e => e.Attribute("Include")!.Value).Should().Contain("Microsoft.CodeAnalysis.BannedApiAnalyzers");
        props.Descendants("AdditionalFiles").Select(e => e.Attribute("Include")!.Value).Should().Contain(i => i.EndsWith("src/BannedSymbols.txt", StringComparison.Ordinal));
        props.Descendants("TreatWarningsAsErrors").Single().Value.Should().Be("true");
        File.ReadAllText(Repository.PathOf(".editorconfig")).Should().Contain("dotnet_diagnostic.RS0030.severity = error");
        XDocument.Load(Repository.PathOf("src", "Directory.Build.props")).Descendants("Import").Should().ContainSingle();
    }

    [Fact]
    public void BannedSymbols_NameClockRandomnessAndIds() =>
        File.ReadAllText(Repository.PathOf("src", "BannedSymbols.txt")).Should().ContainAll(
            "System.DateTime.Now", "System.DateTime.UtcNow", "System.DateTime.Today", "System.DateTimeOffset.Now", "System.DateTimeOffset.UtcNow",
            "System.Guid.NewGuid", "System.Random.Shared", "System.Random.#ctor", "System.Threading.Thread.Sleep");

    [Fact]
    public void BannedSymbols_AreSwitchedOffNowhere()
    {
        var rule = "RS" + "0030";
        var files = SourceTree.Files(Repository.PathOf("src"), ".cs", ".csproj", ".props", ".targets", ".editorconfig", ".globalconfig")
            .Concat(SourceTree.Files(Repository.PathOf("tests"), ".csproj", ".props", ".targets", ".editorconfig", ".globalconfig"));

        files.Where(f => File.ReadAllText(f).Contains(rule, StringComparison.Ordinal)).Select(SourceTree.Name).Should().BeEmpty();
        Regex.Count(File.ReadAllText(Repository.PathOf(".editorconfig")), rule, RegexOptions.None, TimeSpan.FromMinutes(1)).Should().Be(1);
        foreach (var project in SourceTree.Projects)
        {
            XDocument.Load(project).Descendants("TreatWarningsAsErrors").Should().BeEmpty();
        }
    }

    [Fact]
    public void Patterns_AreNotCutOffOnABusyMachine()
    {
        // The limit of a pattern is wall time: a thread that waits for a core would fail on a text that takes microseconds.
        const int Least = 60_000;
        var limit = new Regex(@"GeneratedRegex\((?:[^;](?!\)\]))*?[ :](?<limit>[0-9_]+)\)\]", RegexOptions.ExplicitCapture, TimeSpan.FromMinutes(1));
        var texts = new[] { "src", "tests" }.SelectMany(f => SourceTree.Files(Repository.PathOf(f), ".cs")).Select(f => (Name: SourceTree.Name(f), Text: File.ReadAllText(f))).ToList();

        var limits = texts.SelectMany(f => limit.Matches(f.Text).Select(m => (f.Name, Limit: int.Parse(m.Groups["limit"].Value.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)))).ToList();

        limits.Should().HaveCountGreaterThan(20).And.OnlyContain(l => l.Limit >= Least);
        texts.SelectMany(f => f.Text.Split('\n').Where(l => l.Contains("Regex", StringComparison.Ordinal) && l.Contains("TimeSpan.FromSeconds(", StringComparison.Ordinal) && !l.Contains("l.Contains(", StringComparison.Ordinal)).Select(l => $"{f.Name}: {l.Trim()}"))
            .Should().BeEmpty();
    }

    [Fact]
    public void Tests_WaitForEventsAndNotForATime()
    {
        // A pause belongs in a loop that checks a condition, or next to the awaited event; a fixed pause fails on a busy machine.
        var pause = new Regex(@"(?:Task\.Delay|Thread\.Sleep)\((?!Timeout\.Infinite)", RegexOptions.ExplicitCapture, TimeSpan.FromMinutes(1));
        var looks = new Regex(@"\b(?:while|for) \(|WhenAny\(", RegexOptions.ExplicitCapture, TimeSpan.FromMinutes(1));

        var found = SourceTree.Files(Repository.PathOf("tests"), ".cs")
            .Where(f => !f.EndsWith("HouseRulesTests.cs", StringComparison.Ordinal))
            .Select(f => (Name: SourceTree.Name(f), Text: File.ReadAllText(f)))
            .SelectMany(f => pause.Matches(f.Text).Where(m => !looks.IsMatch(f.Text[Math.Max(0, m.Index - 400)..m.Index])).Select(m => $"{f.Name}: {f.Text[m.Index..].Split('\n')[0]}"));

        found.Should().BeEmpty();
    }

    [Fact]
    public void Documents_AreRecordsWithGeneratedWriters()
    {
        // Written property by property: the canonical signal, whose bytes are the contract, and the simulated exchange's bodies, which are Binance's.
        string[] byHand = ["src/AgentBridge.Schema/Json/", "src/AgentBridge.ExchangeSimulator/Rest/", "src/AgentBridge.ExchangeSimulator/Streams/", "src/AgentBridge.ExchangeSimulator/Hosting/RequestPipeline.cs"];

        SourceTree.Files(Repository.PathOf("src"), ".cs")
            .Where(f => Regex.IsMatch(File.ReadAllText(f), @"\.WriteStart(?:Object|Array)\(", RegexOptions.ExplicitCapture, TimeSpan.FromMinutes(1)))
            .Select(SourceTree.Name)
            .Where(name => !Array.Exists(byHand, place => name.StartsWith(place, StringComparison.Ordinal)))
            .Should().BeEmpty("every document is a record of a JsonSerializerContext, and its golden file is in tests/AgentBridge.Tests/Documents");
    }

    [Fact]
    public void Product_LooksForNoSharedFolderBesideTheCheckout()
    {
        // Some machines keep test data and wheels there; a trader's installation finds them by a setting or not at all.
        var folder = new Regex("\\.\\./shared|[\"'/\\\\]shared[\"'/\\\\]", RegexOptions.None, TimeSpan.FromMinutes(1));
        var product = SourceTree.Files(Repository.PathOf("src"), ".cs", ".csproj", ".props", ".targets", ".json")
            .Concat(SourceTree.Files(Repository.PathOf("strategy-bridge", "agent_bridge"), ".py"))
            .Append(Repository.PathOf("strategy-bridge", "AgentBridgeStrategy.py"));

        var found = product.SelectMany(f => File.ReadLines(f).Select((line, i) => (Line: line, At: $"{SourceTree.Name(f)}:{i + 1}")))
            .Where(l => folder.IsMatch(l.Line) && !l.Line.Contains("Microsoft.NETCore.App", StringComparison.Ordinal))
            .Select(l => $"{l.At} {l.Line.Trim()}");

        found.Should().BeEmpty("the only other folder of that name is .NET's folder of runtimes");
    }

    [Fact]
    public void Files_AreFlushedAndRenamedInOnePlaceEach()
    {
        // One class writes whole files, one appends, one flushes folder entries; a second copy would have its own bugs.
        var calls = new Regex("""flushToDisk|FlushToDisk\(|"fsync"|File\.(Move|Replace)\(|os\.(fsync|replace|rename)\(""", RegexOptions.ExplicitCapture, TimeSpan.FromMinutes(1));
        var sources = SourceTree.Files(Repository.PathOf("src"), ".cs").Concat(SourceTree.Files(Repository.PathOf("strategy-bridge", "agent_bridge"), ".py"));

        sources.Where(f => calls.IsMatch(File.ReadAllText(f))).Select(SourceTree.Name).Order(StringComparer.Ordinal).Should().Equal(
            "src/AgentBridge.Engine/Files/PhysicalDisk.cs", "src/AgentBridge.Market/Files/FolderFlush.cs", "src/AgentBridge.Market/Files/WholeFile.cs",
            "strategy-bridge/agent_bridge/journal/append_file.py");
    }

    [Fact]
    public void Texts_NameNoPathOfAMachine()
    {
        // A path of one machine does not exist on another; code that needs a folder creates one.
        var machinePath = new Regex("(?<![\\w./~$}>*-])/(" + string.Join('|', "work", "root", "tmp", "home") + ")/", RegexOptions.None, TimeSpan.FromMinutes(1));
        var texts = SourceTree.Files(Repository.Root, ".md", ".cs", ".csproj", ".props", ".targets", ".sln", ".py", ".yml", ".yaml", ".toml", ".example", ".txt", ".sh")
            .Append(Repository.PathOf("bridge")).Append(Repository.PathOf(".ci", "run")).Where(File.Exists);

        var found = texts.SelectMany(f => File.ReadLines(f).Select((line, i) => (Line: line, At: $"{SourceTree.Name(f)}:{i + 1}")))
            .Where(l => machinePath.IsMatch(l.Line))
            .Select(l => $"{l.At} {l.Line.Trim()}");

        found.Should().BeEmpty();
    }

    private static bool IsOurs(Type type) =>
        type.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null
        && type.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is null
        && type.Namespace?.StartsWith("AgentBridge", StringComparison.Ordinal) == true
        && (type.DeclaringType is null || IsOurs(type.DeclaringType));
}
