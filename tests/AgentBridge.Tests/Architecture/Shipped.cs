using System.Reflection;
using System.Xml.Linq;

namespace AgentBridge.Tests.Architecture;

/// <summary>The assemblies that go out as packages, loaded from beside the tests.</summary>
internal static class Shipped
{
    public static IReadOnlyList<string> Names { get; } =
    [
        .. SourceTree.Projects
            .Where(p => XDocument.Load(p).Descendants("IsPackable").All(e => !string.Equals(e.Value, "false", StringComparison.OrdinalIgnoreCase)))
            .Select(p => Path.GetFileNameWithoutExtension(p)),
    ];

    public static Assembly Load(string name) => Assembly.Load(new AssemblyName(name));
}
