using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The test evidence that a dry-run cites: that of the last whole run of these sources, else the seed-named classes, run now.</summary>
internal static class SeedTests
{
    public static async Task EnsureAsync(CliHost host, Task<FreqtradeChoice> freqtrade, CancellationToken cancellationToken)
    {
        if (host.Root is not { } root || TestEvidence.Find(root) is not null)
        {
            return;
        }

        await host.Error.WriteLineAsync("bridge: G1: no test run of these sources yet; running the seed-named classes (./bridge test runs all)");
        var output = new List<string>();

        // Built as the launcher builds the program, without analysis: with it, all that the launcher has just built would be built again.
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
            _ = await TestRun.RunAsync(root, TestEvidence.Seed, output.Add, host, cancellationToken, freqtrade);
        }
        catch (CliException exception)
        {
            throw new CliException(exception.ExitCode, $"G1: {exception.Message.Replace("; its output is above", string.Empty, StringComparison.Ordinal)}; run ./bridge test to see why", exception);
        }
    }
}
