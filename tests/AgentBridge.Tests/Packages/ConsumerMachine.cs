using System.Diagnostics;
using AgentBridge.Cli;
using AgentBridge.Market;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Packages;

/// <summary>
/// A machine without a checkout, as far as a folder can be one: freshly packed packages beside the ordinary feed, a package cache, a template hive
/// and a tool folder of its own, and the data of the tool in it. A strategy has been created there and built. Nothing of the checkout is written.
/// </summary>
public sealed class ConsumerMachine : IAsyncLifetime
{
    /// <summary>The project made from the template, and the strategy's name in it.</summary>
    public const string Project = "MyEdge";

    public const string Strategy = "my-edge";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    // A version that no cache and no feed has.
    private readonly string _version = FormattableString.Invariant($"0.1.0-consumer.{Environment.ProcessId}.{Environment.TickCount64}");

    private Task<string>? _library;

    public string Root { get; } = Directory.CreateTempSubdirectory("agentbridge-consumer-").FullName;

    public string Version => _version;

    /// <summary>The created solution.</summary>
    public string Solution => PathOf(Project);

    /// <summary>The file of recorded candles that the strategy is run on: generated ones.</summary>
    public string Candles => Path.Combine(Solution, "BTC_USDT-5m.csv");

    /// <summary>The Python side that the tool carries.</summary>
    public string Content => Directory.GetDirectories(PathOf("tools", ".store"), "content", SearchOption.AllDirectories).Single();

    private string Feed => PathOf("feed");

    public string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public async Task InitializeAsync()
    {
        await PackAsync();
        _ = await DotnetAsync(Root, "new", "install", $"AgentBridge.Templates::{_version}", "--add-source", Feed, "--debug:custom-hive", PathOf("hive"));
        _ = await DotnetAsync(Root, "new", "agentbridge-strategy", "-n", Project, "--no-restore", "--debug:custom-hive", PathOf("hive"));
        _ = await DotnetAsync(Solution, "build", "-c", "Release", "-v", "quiet");
        _library = PublishLibraryAsync();
        _ = await DotnetAsync(Root, "tool", "install", "AgentBridge.Cli", "--version", _version, "--tool-path", PathOf("tools"), "--add-source", Feed);
        CandleFile.Write(Candles, GeneratedCandles.Create(new GeneratedCandlesOptions { Count = 6_000 }));
    }

    public async Task DisposeAsync()
    {
        if (_library is not null)
        {
            await Task.WhenAny(_library);
        }

        Directory.Delete(Root, recursive: true);
    }

    /// <summary>The strategy as a native library, published with the profile of the template while other tests run.</summary>
    public async Task<string> LibraryAsync()
    {
        await _library!;
        return Path.Combine(Solution, "src", Project, "bin", "Release", "net10.0", "linux-x64", "publish", Project + ".so");
    }

    /// <summary>Runs a command of the .NET SDK, which succeeds.</summary>
    public Task<string> DotnetAsync(string folder, params string[] words) => SucceedAsync(BridgeProcess.Dotnet, folder, words);

    /// <summary>Runs the tool in the solution's folder, whatever comes of it.</summary>
    internal Task<CliResult> BridgeAsync(params string[] words) => RunAsync(PathOf("tools", "bridge"), Solution, words);

    /// <summary>Runs a program, which succeeds.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="words">Its arguments.</param>
    /// <param name="variables">What its environment has beyond this machine's; an empty value is none.</param>
    /// <returns>All that it printed.</returns>
    public async Task<string> SucceedAsync(string program, string folder, IEnumerable<string> words, params (string Name, string Value)[] variables)
    {
        var result = await RunAsync(program, folder, words, variables);
        result.ExitCode.Should().Be(0, $"{program} {string.Join(' ', words)}\n{result.Out}{result.Error}");
        return result.Out + result.Error;
    }

    private Task<CliResult> RunAsync(string program, string folder, IEnumerable<string> words, params (string Name, string Value)[] variables)
    {
        var info = new ProcessStartInfo(program, words)
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        };
        foreach (var (name, value) in Variables().Concat(variables))
        {
            info.Environment[name] = value;
        }

        return BridgeProcess.RunAsync(info, Limit);
    }

    private IEnumerable<(string Name, string Value)> Variables() =>
    [
        ("NUGET_PACKAGES", PathOf("packages")), ("AGENTBRIDGE_HOME", PathOf("home")), ("DOTNET_CLI_HOME", PathOf("cli")),
        ("DOTNET_NOLOGO", "1"), ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"), ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"), ("MSBUILDDISABLENODEREUSE", "1"), ("UseSharedCompilation", "false"),

        // The log of 2026.9 is wrapped at the width of a terminal.
        ("COLUMNS", "4000"), ("PYTHONDONTWRITEBYTECODE", "1"),

        // Beside the sources that are configured on this machine.
        ("RestoreAdditionalProjectSources", Feed),
    ];

    /// <summary>Packs the checkout as it is, with evidence of a test run of these sources. The build is one of its own: what the tests run from stays as it is.</summary>
    private async Task PackAsync()
    {
        var hash = SourceTree.Hash(Repository.Root);
        var evidence = PathOf("g1.json");
        new TestEvidence(hash, TestEvidence.Fast, 1, 0, [], TimeProvider.System.GetUtcNow()).Write(evidence);
        _ = await SucceedAsync(
            BridgeProcess.Dotnet,
            Repository.Root,
            [
                "pack", "Bridge.sln", "-c", "Release", "-o", Feed, "-v", "quiet", "-p:RunAnalyzers=false", $"-p:ArtifactsPath={PathOf("artifacts")}",
                $"-p:Version={_version}", $"-p:SourceHash={hash}", $"-p:TestEvidence={evidence}",
            ],
            ("NUGET_PACKAGES", string.Empty), ("RestoreAdditionalProjectSources", string.Empty));
    }

    private Task<string> PublishLibraryAsync() => DotnetAsync(Solution, "publish", Path.Combine("src", Project), "-p:PublishProfile=Native", "-v", "quiet");
}
