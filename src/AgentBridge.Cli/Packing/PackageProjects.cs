using System.Xml.Linq;

namespace AgentBridge.Cli;

/// <summary>The projects of a checkout that become packages.</summary>
internal static class PackageProjects
{
    /// <summary>Their files, relative to the root, by package id.</summary>
    /// <param name="root">The repository's root.</param>
    public static SortedDictionary<string, string> Of(string root)
    {
        var found = Directory.EnumerateDirectories(Path.Combine(root, "src"))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
            .Where(IsPackable)
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => Path.GetRelativePath(root, file), StringComparer.Ordinal);
        return new(found, StringComparer.Ordinal);
    }

    // In src a project is a package unless it says that it is none.
    private static bool IsPackable(string file) =>
        XDocument.Load(file).Descendants("IsPackable").All(element => !string.Equals(element.Value.Trim(), "false", StringComparison.OrdinalIgnoreCase));
}
