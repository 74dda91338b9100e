using System.Globalization;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The gate G1: the tests of exactly these sources passed.</summary>
public static class TestGate
{
    private const string Required = "0 failed, same sources";

    /// <summary>Reads the evidence of a checkout's test runs.</summary>
    /// <param name="root">The repository's root; <see langword="null"/> where the program runs without its sources, which leaves the gate open.</param>
    /// <param name="narrowRunSuffices">
    /// Whether the gate passes with a narrower run of these sources if the widest one had failures: a dry-run requires the seed-named classes only,
    /// and reports the result of the wider run.
    /// </param>
    public static GateResult Of(string? root, bool narrowRunSuffices = false)
    {
        if (root is null)
        {
            return new("G1", false, "no sources here", Required, "run from a checkout: ./bridge test");
        }

        if (TestEvidence.Find(root) is not { } widest)
        {
            return new("G1", false, "no test run of these sources", Required, "run ./bridge test");
        }

        var evidence = widest.Holds || !narrowRunSuffices ? widest : TestEvidence.FindHolding(root) ?? widest;
        var scope = evidence.Scope switch
        {
            TestEvidence.All => "all tests",
            TestEvidence.Usual => "all but the long tests",
            TestEvidence.Fast => "fast tests only; ./bridge test runs all",
            _ => "seed-named classes only; ./bridge test runs all",
        };
        var beside = ReferenceEquals(evidence, widest)
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"; {Path.GetFileName(TestEvidence.PathOf(root, widest.Scope))} of {widest.At:yyyy-MM-dd HH:mm}Z: {widest.Failed} failed");
        return new(
            "G1",
            evidence.Holds,
            string.Create(CultureInfo.InvariantCulture, $"{evidence.Passed} passed, {evidence.Failed} failed, {evidence.Skipped.Count} skipped"),
            Required,
            string.Create(CultureInfo.InvariantCulture, $"{scope}, {evidence.At:yyyy-MM-dd HH:mm}Z{beside}"));
    }
}
