using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AgentBridge.Engine;

namespace AgentBridge.Tests.Support;

/// <summary>
/// Removes every variable that the product reads from the environment before the first test, so that a test and its children see only what the test set,
/// and not the environment of the test runner. The Python tests do the same in conftest.py.
/// </summary>
internal static class CleanEnvironment
{
    /// <summary>The variables that <c>bridge test</c> sets for the tests.</summary>
    private const string FreqtradePrefix = "BRIDGE_FREQTRADE_";

    private static readonly string[] Prefixes = ["BRIDGE_", "AGENTBRIDGE_HOME", "FREQTRADE_", "PIP_", "DOTNET_ROOT", "DOTNET_STARTUP_HOOKS"];

    private static readonly string[] Names =
    [
        "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "NO_COLOR", "CI", "COLUMNS", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "XDG_DATA_HOME", "SOURCE_DATE_EPOCH", .. ConfigKeys.All.Select(key => key.Name),
    ];

    /// <summary>Whether the product, or a program that it starts, reads the variable.</summary>
    public static bool Covers(string name) =>
        !name.StartsWith(FreqtradePrefix, StringComparison.Ordinal)
        && (Names.Contains(name, StringComparer.OrdinalIgnoreCase) || Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>The variables to set in a hostile environment.</summary>
    public static IEnumerable<string> Examples => [.. Names, "BRIDGE_WHEELS", "BRIDGE_ROOT", "BRIDGE_DOTNET", "http_proxy", "https_proxy", "all_proxy", "PIP_INDEX_URL", "PIP_FIND_LINKS"];

    // Also runs in the assembly of a startup hook; it must run before anything reads the environment.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The one place where all tests start.")]
    public static void Clear()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key).Where(Covers))
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        // The folder of the .NET that runs these tests, so that child processes use the same one.
        if (Environment.ProcessPath is { } dotnet && string.Equals(Path.GetFileNameWithoutExtension(dotnet), "dotnet", StringComparison.Ordinal))
        {
            Environment.SetEnvironmentVariable("DOTNET_ROOT", Path.GetDirectoryName(dotnet));
        }
    }
}
