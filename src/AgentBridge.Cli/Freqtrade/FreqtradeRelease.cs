namespace AgentBridge.Cli;

/// <summary>A release of Freqtrade that the strategy is tested on.</summary>
/// <param name="Version">The version printed by <c>freqtrade --version</c>.</param>
/// <param name="IsPin">Whether <c>vendor/freqtrade</c> holds this release.</param>
/// <param name="HyperoptNeeds">The packages that its hyperopt requires beyond the pinned list, in pip's spelling.</param>
internal sealed record FreqtradeRelease(string Version, bool IsPin, params IReadOnlyList<string> HyperoptNeeds)
{
    private const string Hyperopt = "hyperopt";

    /// <summary>The pin first.</summary>
    public static IReadOnlyList<FreqtradeRelease> All { get; } =
        [new("2024.2", IsPin: true, "scikit-optimize", "scikit-learn", "scipy<1.13", "filelock"), new("2026.9", IsPin: false)];

    /// <summary>The complete list of packages, in the folder <c>envs</c>.</summary>
    public string ListName => $"freqtrade-{Version}.txt";

    /// <summary>The environment variable through which tests and benchmarks find this release's Python.</summary>
    public string PythonVariable => "BRIDGE_FREQTRADE_" + Version.Replace('.', '_');

    /// <summary>The release of a version's name.</summary>
    /// <exception cref="CliException">There is no such release.</exception>
    public static FreqtradeRelease Of(string version) =>
        All.FirstOrDefault(r => string.Equals(r.Version, version, StringComparison.Ordinal))
        ?? throw new CliException(ExitCodes.Usage, $"Freqtrade {version}: AgentBridge is tested on {string.Join(" and ", All.Select(r => r.Version))}");

    /// <summary>Refuses a command of Freqtrade for which the environment lacks packages, before it starts: Freqtrade itself would print a stack trace.</summary>
    /// <param name="environment">Where this release is installed.</param>
    /// <param name="arguments">Freqtrade's own.</param>
    /// <exception cref="CliException">Which packages are missing.</exception>
    public void RequirePackages(FreqtradeEnvironment environment, IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0 || !string.Equals(arguments[0], Hyperopt, StringComparison.Ordinal) || arguments.Any(a => a is "-h" or "--help"))
        {
            return;
        }

        var missing = HyperoptNeeds.Where(need => InstalledPackages.Of(environment)?.Has(need.Split('<')[0]) != true).ToList();
        if (missing.Count > 0)
        {
            var other = All.FirstOrDefault(r => r.HyperoptNeeds.Count == 0);
            throw new CliException(
                ExitCodes.Unavailable,
                $"the hyperopt of Freqtrade {Version} wants {string.Join(", ", missing)}, which its environment has not: use --version {other?.Version}, or {environment.Python} -m pip install {string.Join(' ', missing.Select(m => $"'{m}'"))}");
        }
    }
}
