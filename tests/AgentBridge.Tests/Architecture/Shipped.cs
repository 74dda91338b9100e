using System.Reflection;
using System.Xml.Linq;

namespace AgentBridge.Tests.Architecture;

/// <summary>The assemblies that others compile against: those of all packages but the tool and the template, loaded from beside the tests.</summary>
internal static class Shipped
{
    public static IReadOnlyList<string> Names { get; } =
    [
        .. SourceTree.Projects
            .Where(p => XDocument.Load(p) is var project && !Says(project, "IsPackable", "false") && !Says(project, "PackAsTool", "true") && !Says(project, "IncludeBuildOutput", "false"))
            .Select(p => Path.GetFileNameWithoutExtension(p)),
    ];

    private static bool Says(XDocument project, string property, string value) =>
        project.Descendants(property).Any(e => string.Equals(e.Value, value, StringComparison.OrdinalIgnoreCase));

    public static Assembly Load(string name) => Assembly.Load(new AssemblyName(name));
}
