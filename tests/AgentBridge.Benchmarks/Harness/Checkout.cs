namespace AgentBridge.Benchmarks;

/// <summary>The checkout in which these benchmarks were built.</summary>
internal static class Checkout
{
    // Built to .artifacts/bin/AgentBridge.Benchmarks/release/.
    private static readonly DirectoryInfo Own = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Own.FullName, "..", "..", "..", ".."));

    /// <summary>A project's assembly, of the same configuration.</summary>
    public static string Output(string project) =>
        Path.GetFullPath(Path.Combine(Own.FullName, "..", "..", project, Own.Name, project + ".dll"));
}
