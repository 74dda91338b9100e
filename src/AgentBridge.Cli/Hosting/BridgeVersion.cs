using System.Reflection;

namespace AgentBridge.Cli;

/// <summary>The program's version.</summary>
internal static class BridgeVersion
{
    public static string Text { get; } =
        typeof(BridgeVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
