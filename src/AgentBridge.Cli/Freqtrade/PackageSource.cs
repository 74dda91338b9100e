namespace AgentBridge.Cli;

/// <summary>Where packages come from: a folder of wheels (BRIDGE_WHEELS, or <c>wheels</c> in a folder <c>shared</c> beside the checkout), else pip's own index.</summary>
/// <param name="Folder">The folder; <see langword="null"/> for the index.</param>
internal sealed record PackageSource(string? Folder)
{
    /// <summary>The arguments of pip.</summary>
    public IReadOnlyList<string> PipArguments => Folder is null ? [] : ["--no-index", "--find-links", Folder];

    /// <summary>For people.</summary>
    public string Description => Folder is null ? "the package index" : Folder;

    /// <summary>Finds the source that serves a list.</summary>
    /// <exception cref="CliException">BRIDGE_WHEELS names no folder.</exception>
    public static PackageSource Find(string root, CliHost host)
    {
        if (host.Environment.TryGetValue("BRIDGE_WHEELS", out var named) && named.Length > 0)
        {
            return Directory.Exists(named) ? new(Path.GetFullPath(named)) : throw new CliException(ExitCodes.Usage, $"BRIDGE_WHEELS={named}: there is no such folder");
        }

        var beside = Path.GetFullPath(Path.Combine(root, "..", "shared", "wheels"));
        return new(Directory.Exists(beside) ? beside : null);
    }
}
