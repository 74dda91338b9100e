
namespace AgentBridge.Cli;

/// <summary>The test evidence that a dry-run cites: that of a run of these sources that failed nothing, else the seed-named classes, run now.</summary>
internal static class SeedTests
{
    public static async Task EnsureAsync(CliHost host, Task<FreqtradeChoice> freqtrade, CancellationToken cancellationToken)
    {
        if (host.Root is not { } root)
        {
            return;
        }

        // A failure elsewhere in the suite is reported, but does not prevent a replay: the dry-run requires the seed-named classes only.
        var failed = TestEvidence.Find(root) is { Holds: false } widest ? widest : null;
        var known = TestEvidence.FindHolding(root) is not null;
        if (failed is not null)
        {
            await host.Error.WriteLineAsync($"bridge: warning: G1: {Describe(root, failed)}; {(known ? "a narrower run of these sources passed" : "running the seed-named classes")} (./bridge test runs all)");
        }
        else if (!known)
        {
            await host.Error.WriteLineAsync("bridge: G1: no test run of these sources yet; running the seed-named classes (./bridge test runs all)");
        }

        if (known)
        {
            return;
        }

        var output = new List<string>();

        // Built like the launcher builds the program, without analysers: with them, everything would be built again.
        var built = await Tools.RunAsync(
            host.Dotnet,
            ["build", Path.Combine("tests", "AgentBridge.Tests", "AgentBridge.Tests.csproj"), "-c", "Release", "--disable-build-servers", "-v", "quiet", "-clp:NoSummary", "-p:RunAnalyzers=false"],
            root,
            output.Add,
            cancellationToken);
        if (built != 0)
        {
            throw new CliException(ExitCodes.CheckFailed, $"G1: the tests do not build: {output.LastOrDefault()}");
        }

        try
        {
            _ = await TestRun.RunAsync(root, TestScope.Seed, output.Add, host, cancellationToken, freqtrade);
        }
        catch (CliException exception)
        {
            throw new CliException(exception.ExitCode, $"G1: {exception.Message.Replace("; its output is above", string.Empty, StringComparison.Ordinal)}; run ./bridge test to see why", exception);
        }
    }

    private static string Describe(string root, TestEvidence evidence)
    {
        var file = Path.GetRelativePath(root, TestEvidence.PathOf(root, evidence.Scope));
        var first = evidence.Failures.Count == 0 ? string.Empty : $", first {evidence.Failures[0]}";
        return FormattableString.Invariant($"{file} has {evidence.Failed} failed{first}");
    }
}
