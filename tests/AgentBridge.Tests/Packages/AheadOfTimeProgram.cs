using System.Diagnostics;
using System.Text.RegularExpressions;
using AgentBridge.Cli;
using AgentBridge.Market;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Packages;

/// <summary>The command line compiled ahead of time, and the ordinary one beside the tests: each command in a folder of its own with the same files.</summary>
public sealed partial class AheadOfTimeProgram : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    private readonly string _root = Directory.CreateTempSubdirectory("agentbridge-aot-").FullName;
    private int _runs;

    private string Program => Path.Combine(_root, "artifacts", "publish", "AgentBridge.Cli", "release_linux-x64", "bridge");

    public async Task InitializeAsync()
    {
        if (!CanCompile)
        {
            return;
        }

        // Apart from the usual build: another target of the same projects would rewrite what that one has restored.
        var published = await ProcessAsync(
            BridgeProcess.Dotnet,
            Repository.Root,
            "publish", "src/AgentBridge.Cli", "-c", "Release", "-r", "linux-x64", "-p:PublishAot=true", "-p:RunAnalyzers=false", "-v", "quiet", "-nodeReuse:false", $"-p:ArtifactsPath={Path.Combine(_root, "artifacts")}");
        published.ExitCode.Should().Be(0, published.Out + published.Error);
        (published.Out + published.Error).Should().NotContain("warning IL");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Runs a command; its exit code, what it printed, and the file that it wrote, without durations.</summary>
    public Task<string> RunAsync(bool isAhead, string command) => RunAsync(isAhead, command.Split(' '));

    /// <summary>Runs a command given as words.</summary>
    public async Task<string> RunAsync(bool isAhead, params string[] words)
    {
        Require();
        var folder = Folder();
        var result = await ProcessAsync(isAhead ? Program : BridgeProcess.Dotnet, folder, [.. isAhead ? Array.Empty<string>() : ["exec", BridgeProcess.Program], .. words]);
        var written = Path.Combine(folder, "OUT.jsonl");
        var text = $"{result.ExitCode}\n{result.Out}{result.Error}{(File.Exists(written) ? await File.ReadAllTextAsync(written) : string.Empty)}";
        return Duration().Replace(text.Replace(folder, "FOLDER", StringComparison.Ordinal), "TIME");
    }

    /// <summary>One answer of <c>bridge simulate</c>.</summary>
    public async Task<string> SimulatedAsync(bool isAhead, string path)
    {
        Require();
        string[] words = [.. isAhead ? Array.Empty<string>() : ["exec", BridgeProcess.Program], "simulate", "--candles", "candles.csv", "--paused", "--until-input-ends", "--json"];
        using var process = Process.Start(Info(isAhead ? Program : BridgeProcess.Dotnet, Folder(), words))!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Limit) ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
            using var client = new HttpClient();
            return await client.GetStringAsync(new Uri(new Uri(Url().Match(line).Value + "/"), path));
        }
        finally
        {
            // The end of its input ends it.
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(Limit);
        }
    }

    private static bool CanCompile => OperatingSystem.IsLinux() && (Executables.Find("clang") ?? Executables.Find("gcc")) is not null;

    private static void Require() => Skip.IfNot(CanCompile, "the program is compiled ahead of time on Linux with gcc or clang");

    private string Folder()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, FormattableString.Invariant($"run{Interlocked.Increment(ref _runs)}"))).FullName;
        var candles = GeneratedCandles.Create(new GeneratedCandlesOptions { Count = 3_000 });
        CandleFile.Write(Path.Combine(folder, "candles.csv"), candles);
        var lines = File.ReadAllLines(Path.Combine(folder, "candles.csv"));

        // A gap, a duplicate and a row that no candle can be.
        File.WriteAllLines(Path.Combine(folder, "gaps.csv"), [.. lines[..100], .. lines[103..500], lines[499], "1,2,3,x,5,6", .. lines[500..600]]);
        return folder;
    }

    private static Task<CliResult> ProcessAsync(string program, string folder, params string[] words) => BridgeProcess.RunAsync(Info(program, folder, words), Limit);

    private static ProcessStartInfo Info(string program, string folder, string[] words) => new(program, words)
    {
        UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
    };

    [GeneratedRegex("""\d+(\.\d+)? (s|ms|ns)\b|"(seconds|ns_per_candle|bytes_per_candle)":[^,}]+|"latency_ms":\{[^}]*\}|"at":"[^"]+(?=",)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Duration();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Url();
}
