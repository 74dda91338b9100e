using System.Security.Cryptography;
using System.Text;

namespace AgentBridge.Cli;

/// <summary>The sources that a test run covers.</summary>
public static class SourceTree
{
    private static readonly string[] Roots = ["src", "tests", "schema", "strategy-bridge", "envs"];
    private static readonly string[] Files = ["bridge", "Bridge.sln", "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig", "vendor/VERSIONS.toml", "README.md"];
    private static readonly string[] LeftOut = ["__pycache__", ".pytest_cache", ".ruff_cache", ".mypy_cache", ".hypothesis", ".venv", "TestResults", "bin", "obj", ".env"];

    /// <summary>One hash of every source file's path and content; changes with any edit, addition or removal.</summary>
    /// <param name="root">The repository's root.</param>
    public static string Hash(string root)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in Enumerate(root).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path + "\n"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(Path.Combine(root, path))));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IEnumerable<string> Enumerate(string root)
    {
        var folders = Roots.Select(r => Path.Combine(root, r)).Where(Directory.Exists);
        return folders
            .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(root, f))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => LeftOut.Contains(part, StringComparer.Ordinal) || part.EndsWith(".egg-info", StringComparison.Ordinal)))
            .Concat(Files.Where(f => File.Exists(Path.Combine(root, f))));
    }
}
