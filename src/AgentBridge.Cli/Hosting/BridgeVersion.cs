using System.Reflection;

namespace AgentBridge.Cli;

/// <summary>The program's version.</summary>
internal static class BridgeVersion
{
    public static string Text { get; } =
        typeof(BridgeVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>The hash of the sources that the program was packed from; <see langword="null"/> in a build that was not made to be packed.</summary>
    public static string? SourceHash { get; } =
        typeof(BridgeVersion).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => string.Equals(a.Key, nameof(SourceHash), StringComparison.Ordinal))?.Value;
}
