using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>
/// The tests of a run. Tests are marked by cost, those of C# by the trait <c>Cost</c>, those of Python by the markers of the same names:
/// <c>Slow</c> leaves the fast run, <c>Long</c> the usual one too.
/// </summary>
/// <param name="Name">The scope of the evidence.</param>
/// <param name="Filter">The filter of <c>dotnet test</c>; <see langword="null"/>: every test.</param>
/// <param name="Cost">The value of pytest's <c>--cost</c>.</param>
internal sealed record TestScope(string Name, string? Filter, string Cost)
{
    /// <summary>The tests that are done within a minute; no Freqtrade is installed for them.</summary>
    public static TestScope Fast { get; } = new(TestEvidence.Fast, "Cost!=Slow&Cost!=Long", "fast");

    /// <summary>Every test but the long ones.</summary>
    public static TestScope Usual { get; } = new(TestEvidence.Usual, "Cost!=Long", "usual");

    /// <summary>Every test.</summary>
    public static TestScope All { get; } = new(TestEvidence.All, null, "all");

    /// <summary>The seed-named classes.</summary>
    public static TestScope Seed { get; } = new(TestEvidence.Seed, string.Join('|', TestRun.SeedClasses.Select(name => $"FullyQualifiedName~.{name}.")), "all");
}
