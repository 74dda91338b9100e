namespace AgentBridge.Cli;

/// <summary>A release of Freqtrade that the strategy is tested on.</summary>
/// <param name="Version">What <c>freqtrade --version</c> prints.</param>
/// <param name="IsPin">Whether <c>vendor/freqtrade</c> holds this release.</param>
internal sealed record FreqtradeRelease(string Version, bool IsPin)
{
    /// <summary>The pin first.</summary>
    public static IReadOnlyList<FreqtradeRelease> All { get; } = [new("2024.2", IsPin: true), new("2026.9", IsPin: false)];

    /// <summary>The complete list of packages, below the repository's root.</summary>
    public string ListName => $"freqtrade-{Version}.txt";

    /// <summary>The environment variable through which tests and benchmarks find this release's Python.</summary>
    public string PythonVariable => "BRIDGE_FREQTRADE_" + Version.Replace('.', '_');

    /// <summary>The release of a version's name.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static FreqtradeRelease Of(string version) =>
        All.FirstOrDefault(r => string.Equals(r.Version, version, StringComparison.Ordinal))
        ?? throw new CliException(ExitCodes.Usage, $"Freqtrade {version}: AgentBridge is tested on {string.Join(" and ", All.Select(r => r.Version))}");
}
