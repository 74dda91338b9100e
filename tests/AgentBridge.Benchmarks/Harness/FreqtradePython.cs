using System.Collections;

namespace AgentBridge.Benchmarks;

/// <summary>The Python of an installed Freqtrade, named by a variable such as <c>BRIDGE_FREQTRADE_2024_2</c>.</summary>
/// <param name="Version">The release, such as <c>2024.2</c>.</param>
/// <param name="Path">The interpreter.</param>
internal sealed record FreqtradePython(string Version, string Path)
{
    private const string Prefix = "BRIDGE_FREQTRADE_";

    public bool IsInstalled => File.Exists(Path);

    /// <summary>All that the environment names, installed or not, by version.</summary>
    public static IReadOnlyList<FreqtradePython> Named() =>
    [
        .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(v => ((string)v.Key).StartsWith(Prefix, StringComparison.Ordinal))
            .Select(v => new FreqtradePython(((string)v.Key)[Prefix.Length..].Replace('_', '.'), (string?)v.Value ?? string.Empty))
            .OrderBy(p => p.Version, StringComparer.Ordinal),
    ];
}
