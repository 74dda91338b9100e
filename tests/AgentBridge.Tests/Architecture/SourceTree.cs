using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Architecture;

/// <summary>The checkout's files, except those that are built, fetched or written while running.</summary>
internal static class SourceTree
{
    private static readonly string[] NotOurs =
    [
        ".git", ".artifacts", ".vs", ".idea", ".pytest_cache", "__pycache__", "bin", "obj", "node_modules", "decision_logs", "trade_results", "user_data", "TestResults",
        "BenchmarkDotNet.Artifacts", "freqtrade",
    ];

    /// <summary>Folders under src, one a project; what a template holds deeper in its folder is built where it is used.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Directory.GetDirectories(Repository.PathOf("src")).SelectMany(folder => Directory.GetFiles(folder, "*.csproj")).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Files(string folder, params string[] endings)
    {
        foreach (var file in Directory.GetFiles(folder).Where(f => endings.Length == 0 || endings.Any(e => f.EndsWith(e, StringComparison.Ordinal))))
        {
            yield return file;
        }

        foreach (var inner in Directory.GetDirectories(folder).Where(IsOurs).SelectMany(d => Files(d, endings)))
        {
            yield return inner;
        }
    }

    /// <summary>The path from the root, with slashes.</summary>
    public static string Name(string file) => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');

    private static bool IsOurs(string folder)
    {
        var name = Path.GetFileName(folder);
        return !NotOurs.Contains(name, StringComparer.Ordinal) && !name.StartsWith(".venv", StringComparison.Ordinal);
    }
}
