using System.Reflection;
using System.Xml.Linq;

namespace AgentBridge.Tests.Architecture;

/// <summary>What goes out as packages. Assemblies are loaded from beside the tests.</summary>
internal static class Shipped
{
    /// <summary>The project files of all packages.</summary>
    public static IReadOnlyList<string> Projects { get; } = [.. SourceTree.Projects.Where(p => !Says(p, "IsPackable", "false"))];

    /// <summary>The libraries among them: a package of references, of a template or of a program has no assembly to compile against.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Projects.Where(p => !Says(p, "IncludeBuildOutput", "false") && !Says(p, "PackAsTool", "true")).Select(p => Path.GetFileNameWithoutExtension(p)),
    ];

    public static Assembly Load(string name) => Assembly.Load(new AssemblyName(name));

    private static bool Says(string project, string property, string value) =>
        XDocument.Load(project).Descendants(property).Any(e => string.Equals(e.Value, value, StringComparison.OrdinalIgnoreCase));
}
