using System.Globalization;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The gate G1: the tests of exactly these sources passed.</summary>
public static class TestGate
{
    private const string Required = "0 failed, same sources";

    /// <summary>The gate of a program: in a package the evidence that came with it, else that of the checkout's test runs.</summary>
    /// <param name="host">The program's environment.</param>
    /// <param name="narrowRunSuffices">As in <see cref="OfCheckout"/>.</param>
    public static GateResult Of(CliHost host, bool narrowRunSuffices = false)
    {
        ArgumentNullException.ThrowIfNull(host);
        return Installation.Of(host) is { IsCheckout: false } package ? OfPackage(package, host.SourceHash) : OfCheckout(host.Root, narrowRunSuffices);
    }

    /// <summary>Reads the evidence of a checkout's test runs.</summary>
    /// <param name="root">The repository's root; <see langword="null"/> where the program runs without its sources, which leaves the gate open.</param>
    /// <param name="narrowRunSuffices">
    /// Whether the gate passes with a narrower run of these sources if the widest one had failures: a dry-run requires the seed-named classes only,
    /// and reports the result of the wider run.
    /// </param>
    public static GateResult OfCheckout(string? root, bool narrowRunSuffices = false)
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
            TestEvidence.All or TestEvidence.Usual => Scope(evidence),
            _ => Scope(evidence) + "; ./bridge test runs all",
        };
        var beside = ReferenceEquals(evidence, widest)
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"; {Path.GetFileName(TestEvidence.PathOf(root, widest.Scope))} of {widest.At:yyyy-MM-dd HH:mm}Z: {widest.Failed} failed");
        return Result(evidence, string.Create(CultureInfo.InvariantCulture, $"{scope}, {evidence.At:yyyy-MM-dd HH:mm}Z{beside}"));
    }

    /// <summary>A package vouches for its own build only: its evidence names the sources that the program was built from.</summary>
    private static GateResult OfPackage(Installation package, string? sourceHash)
    {
        const string remedy = "install a package that was made by ./bridge pack after ./bridge test";
        return TestEvidence.TryRead(package.TestEvidence) is not { } evidence ? new("G1", false, "the package contains no test run", Required, remedy)
            : sourceHash is null || !string.Equals(evidence.SourceHash, sourceHash, StringComparison.Ordinal) ? new("G1", false, "the package's test run is of other sources", Required, remedy)
            : Result(evidence, string.Create(CultureInfo.InvariantCulture, $"{Scope(evidence)} of this build, {evidence.At:yyyy-MM-dd HH:mm}Z"));
    }

    private static GateResult Result(TestEvidence evidence, string described) => new(
        "G1",
        evidence.Holds,
        string.Create(CultureInfo.InvariantCulture, $"{evidence.Passed} passed, {evidence.Failed} failed, {evidence.Skipped.Count} skipped"),
        Required,
        described);

    private static string Scope(TestEvidence evidence) => evidence.Scope switch
    {
        TestEvidence.All => "all tests",
        TestEvidence.Usual => "all but the long tests",
        TestEvidence.Fast => "fast tests only",
        _ => "seed-named classes only",
    };
}
