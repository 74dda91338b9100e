namespace AgentBridge.Cli;

/// <summary>The Python environment of one Freqtrade release: a folder below <c>.artifacts/freqtrade/</c>, made by <see cref="FreqtradeInstaller"/>.</summary>
internal sealed record FreqtradeEnvironment(FreqtradeRelease Release, string Folder)
{
    /// <summary>The environment's Python.</summary>
    public string Python => Path.Combine(Folder, "bin", "python");

    /// <summary>The command <c>freqtrade</c>.</summary>
    public string Program => Path.Combine(Folder, "bin", "freqtrade");

    /// <summary>Written last, holding the hash of what was installed: without it, or with another, the install is not finished.</summary>
    public string StampPath => Path.Combine(Folder, "agentbridge-installed");

    /// <summary>The environment of a release in a checkout.</summary>
    public static FreqtradeEnvironment Of(FreqtradeRelease release, string root) =>
        new(release, Path.Combine(root, ".artifacts", "freqtrade", release.Version));

    /// <summary>Whether the environment is there, whole, and made from this list of packages.</summary>
    /// <param name="listHash">The hash of the list.</param>
    public bool IsInstalled(string listHash) =>
        File.Exists(Program) && File.Exists(StampPath) && string.Equals(File.ReadAllText(StampPath).Trim(), listHash, StringComparison.Ordinal);
}
