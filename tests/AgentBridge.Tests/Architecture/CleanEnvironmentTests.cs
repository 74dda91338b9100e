using System.Diagnostics;
using System.Text.RegularExpressions;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Architecture;

/// <summary>The tests do not depend on the environment variables of the machine.</summary>
public sealed partial class CleanEnvironmentTests
{
    // Variables that every program needs, and those that only describe the terminal.
    private static readonly string[] Common = ["PATH", "TERM", "HOME"];

    [Fact]
    public void Variables_ThatTheProgramsRead_AreTakenOutOfTheTestsEnvironment()
    {
        var read = Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.PathOf("strategy-bridge", "agent_bridge"), "*.py", SearchOption.AllDirectories))
            .SelectMany(file => Reading().Matches(File.ReadAllText(file)).Select(m => m.Groups["name"].Value))
            .Distinct(StringComparer.Ordinal)
            .Except(Common, StringComparer.Ordinal)
            .ToList();

        read.Should().Contain("BRIDGE_WHEELS");
        read.Should().OnlyContain(name => CleanEnvironment.Covers(name) || name.StartsWith("DOTNET_", StringComparison.Ordinal));
        CleanEnvironment.Examples.Should().OnlyContain(name => CleanEnvironment.Covers(name));
        CleanEnvironment.Examples.Select(Environment.GetEnvironmentVariable).Should().OnlyContain(value => value == null);
    }

    [Fact]
    [Trait(Cost.Key, Cost.Long)]
    public async Task Tests_WhereEveryVariableIsSetToSomethingElse_PassAllTheSame()
    {
        string[] classes = ["Install_NothingToInstallFrom", "CleanEnvironmentTests.Variables", "Cli.UsageTests", "Cli.RunCycleTests", "Cli.ProcessTests", "BinanceCandleSourceTests", "ConfigLoader"];
        var info = new ProcessStartInfo(BridgeProcess.Dotnet, ["vstest", typeof(CleanEnvironmentTests).Assembly.Location, $"--TestCaseFilter:{string.Join('|', classes.Select(c => $"FullyQualifiedName~{c}"))}"])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        foreach (var name in CleanEnvironment.Examples)
        {
            info.Environment[name] = "http://127.0.0.1:9/no-such-place";
        }

        var run = await BridgeProcess.RunAsync(info, TimeSpan.FromMinutes(10));

        run.ExitCode.Should().Be(0, run.Out + run.Error);
        run.Out.Should().Contain("Passed");
    }

    [GeneratedRegex("""(?:Environment\.(?:TryGetValue|GetEnvironmentVariable)\(|environ(?:\.get)?[(\[])"(?<name>[A-Za-z_]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Reading();
}
