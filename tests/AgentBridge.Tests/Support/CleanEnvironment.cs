using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AgentBridge.Engine;

namespace AgentBridge.Tests.Support;

/// <summary>
/// Takes every variable that the product reads out of the environment before the first test, so that a test and its children meet what the test set
/// and nothing of whoever runs it. The tests of Python have the same in their conftest.py.
/// </summary>
internal static class CleanEnvironment
{
    /// <summary>What the tests themselves are told by <c>bridge test</c>.</summary>
    private const string Told = "BRIDGE_FREQTRADE_";

    private static readonly string[] Prefixes = ["BRIDGE_", "AGENTBRIDGE_HOME", "FREQTRADE_", "PIP_", "DOTNET_ROOT", "DOTNET_STARTUP_HOOKS"];

    private static readonly string[] Names =
    [
        "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "NO_COLOR", "CI", "COLUMNS", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "XDG_DATA_HOME", .. ConfigKeys.All.Select(key => key.Name),
    ];

    /// <summary>Whether the product, or a program that it starts, reads the variable.</summary>
    public static bool Covers(string name) =>
        !name.StartsWith(Told, StringComparison.Ordinal)
        && (Names.Contains(name, StringComparer.OrdinalIgnoreCase) || Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>The names of which one is set in a hostile environment.</summary>
    public static IEnumerable<string> Examples => [.. Names, "BRIDGE_WHEELS", "BRIDGE_ROOT", "BRIDGE_DOTNET", "http_proxy", "https_proxy", "all_proxy", "PIP_INDEX_URL", "PIP_FIND_LINKS"];

    // Runs as a startup hook's assembly too; it must be done before anything reads the environment.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The one place where all tests begin.")]
    public static void Clear()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key).Where(Covers))
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        // Where the .NET that runs these tests lies: what they start finds the same one.
        if (Environment.ProcessPath is { } dotnet && string.Equals(Path.GetFileNameWithoutExtension(dotnet), "dotnet", StringComparison.Ordinal))
        {
            Environment.SetEnvironmentVariable("DOTNET_ROOT", Path.GetDirectoryName(dotnet));
        }
    }
}
