using System.Diagnostics;
using AgentBridge.Engine;
using AgentBridge.Tests.Architecture;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Plugins;

/// <summary>What the package adds to a project: the contract attribute, and an output folder that hosts can load from.</summary>
public sealed class PackageTests : IDisposable
{
    private const string Version = "0.1.0-test";

    private readonly TempFolder _folder = new();

    [Fact]
    public void Assemblies_OfAllPackages_BindToEveryReleaseOfAContract() =>
        Shipped.Names.Select(name => $"{name} {Shipped.Load(name).GetName().Version}").Should().OnlyContain(line => line.EndsWith(" 1.0.0.0", StringComparison.Ordinal));

    [Fact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Project_ThatReferencesThePackage_IsAnAssemblyThatHostsTake()
    {
        // The project and the class are from the package's README.
        var readme = await File.ReadAllTextAsync(Repository.PathOf("src", "AgentBridge.Signals", "README.md"));
        var code = Block(readme, "csharp");
        var own = string.Join('\n', code.Split('\n').Where(line => !line.StartsWith("StrategyDescriptor ", StringComparison.Ordinal) && !line.StartsWith("Strategy ", StringComparison.Ordinal) && !line.StartsWith("Console.", StringComparison.Ordinal)));
        _ = Directory.CreateDirectory(_folder.PathOf("mine"));
        _ = _folder.Write("mine/Mine.csproj", Block(readme, "xml").Replace("0.1.0", Version, StringComparison.Ordinal));
        _ = _folder.Write("mine/Rise.cs", own);
        foreach (var part in new[] { "Schema", "Market", "Signals" })
        {
            await DotnetAsync("pack", Repository.PathOf("src", $"AgentBridge.{part}"), "--no-build", "-c", Configuration, "-o", _folder.PathOf("feed"), $"-p:PackageVersion={Version}");
        }

        await DotnetAsync("build", _folder.PathOf("mine"), "-c", "Release", "-p:RestoreAdditionalProjectSources=" + _folder.PathOf("feed"), "-p:RunAnalyzers=false");

        var loaded = StrategyAssembly.Load(_folder.PathOf("mine/bin/Release/net10.0/Mine.dll"));
        loaded.Strategies.Select(s => s.ToString()).Should().Equal("rise/1");
        loaded.Strategies[0].Bind("lookback=48", 0.05).Needs.WarmUp.Should().Be(49);

        await DotnetAsync("build", _folder.PathOf("mine"), "-c", "Debug", "-p:RestoreAdditionalProjectSources=" + _folder.PathOf("feed"), "-p:RunAnalyzers=false", "-p:StampStrategyContract=false");
        FluentActions.Invoking(() => StrategyAssembly.Load(_folder.PathOf("mine/bin/Debug/net10.0/Mine.dll"))).Should().Throw<AgentBridge.Signals.StrategyException>()
            .WithMessage("*it does not state the strategy contract it was built for*");
    }

    public void Dispose() => _folder.Dispose();

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Name is "debug" ? "Debug" : "Release";

    private static string Block(string text, string language)
    {
        var start = text.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private async Task DotnetAsync(params string[] words)
    {
        // Neither uses nor changes the caches of the machine.
        var info = new ProcessStartInfo(BridgeProcess.Dotnet, [.. words, "-v", "quiet", "--disable-build-servers"])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Root,
        };
        info.Environment["NUGET_PACKAGES"] = _folder.PathOf("packages");
        info.Environment["DOTNET_NOLOGO"] = "1";
        var result = await BridgeProcess.RunAsync(info, TimeSpan.FromMinutes(10));
        result.ExitCode.Should().Be(0, $"{string.Join(' ', words)}\n{result.Out}{result.Error}");
    }
}
