namespace AgentBridge.Cli;

/// <summary>The source of packages: the folder of wheels named by BRIDGE_WHEELS, else the index that pip uses on this machine.</summary>
/// <param name="Folder">The folder; <see langword="null"/> for the index.</param>
internal sealed record PackageSource(string? Folder)
{
    /// <summary>The arguments of pip.</summary>
    public IReadOnlyList<string> PipArguments => Folder is null ? [] : ["--no-index", "--find-links", Folder];

    /// <summary>For people.</summary>
    public string Description => Folder is null ? "the package index" : Folder;

    /// <summary>The remedy if it lacks a package.</summary>
    public string Remedy => Folder is null
        ? "without a network, name a folder with the wheels: BRIDGE_WHEELS=FOLDER"
        : "add the missing wheels to that folder, or name another with BRIDGE_WHEELS";

    /// <summary>Finds the source.</summary>
    /// <exception cref="CliException">BRIDGE_WHEELS is not a folder.</exception>
    public static PackageSource Find(CliHost host)
    {
        if (!host.Environment.TryGetValue("BRIDGE_WHEELS", out var named) || named.Length == 0)
        {
            return new PackageSource(Folder: null);
        }

        var folder = host.FullPath(named);
        return Directory.Exists(folder) ? new(folder) : throw new CliException(ExitCodes.Usage, $"BRIDGE_WHEELS={named}: there is no such folder");
    }
}
