using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The test evidence that a dry-run cites: that of the last whole run of these sources, else the seed-named classes, run now.</summary>
internal static class SeedTests
{
    public static async Task EnsureAsync(CliHost host, CancellationToken cancellationToken)
    {
        if (host.Root is not { } root)
        {
            return;
        }

        var hash = SourceTree.Hash(root);
        var known = new[] { TestEvidence.All, TestEvidence.Seed }
            .Select(scope => TestEvidence.TryRead(TestEvidence.PathOf(root, scope)))
            .Any(e => e is not null && string.Equals(e.SourceHash, hash, StringComparison.Ordinal));
        if (known)
        {
            return;
        }

        await host.Error.WriteLineAsync("bridge: G1: no test run of these sources yet; running the seed-named classes (./bridge test runs all)");
        var output = new List<string>();
        var built = await Tools.RunAsync(
            host.Dotnet,
            ["build", Path.Combine("tests", "AgentBridge.Tests", "AgentBridge.Tests.csproj"), "-c", "Release", "-nodeReuse:false", "-v", "quiet", "-clp:NoSummary"],
            root,
            output.Add,
            cancellationToken);
        if (built != 0)
        {
            throw new CliException(ExitCodes.CheckFailed, $"G1: the tests do not build: {output.LastOrDefault()}");
        }

        try
        {
            _ = await TestRun.RunAsync(root, TestEvidence.Seed, output.Add, host, cancellationToken);
        }
        catch (CliException exception)
        {
            throw new CliException(exception.ExitCode, $"G1: {exception.Message.Replace("; its output is above", string.Empty, StringComparison.Ordinal)}; run ./bridge test to see why", exception);
        }
    }
}
