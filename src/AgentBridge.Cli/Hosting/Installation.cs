namespace AgentBridge.Cli;

/// <summary>
/// Where the program's own files are and where it keeps what it makes: a checkout, or a package whose content lies beside the program.
/// A package never looks into a checkout, even if one is named in the environment.
/// </summary>
/// <param name="Root">The folder of <c>envs</c> and <c>strategy-bridge</c>: read only.</param>
/// <param name="DataFolder">What is installed and made: Freqtrade's environments, wheels, traces of bugs. Created on first use.</param>
/// <param name="IsCheckout">Whether <paramref name="Root"/> is a checkout with its sources.</param>
public sealed record Installation(string Root, string DataFolder, bool IsCheckout)
{
    /// <summary>The folder beside the program that holds a package's content.</summary>
    public const string ContentName = "content";

    /// <summary>The variable that names the data folder of a package.</summary>
    public const string HomeVariable = "AGENTBRIDGE_HOME";

    private const string FolderName = "agentbridge";

    /// <summary>How the user calls the program.</summary>
    public string Command => IsCheckout ? "./bridge" : "bridge";

    /// <summary>The pinned lists of packages and the configurations of Freqtrade.</summary>
    public string Environments => Path.Combine(Root, "envs");

    /// <summary>The Python side: AgentBridgeStrategy.py and the package agent_bridge.</summary>
    public string StrategyFolder => Path.Combine(Root, "strategy-bridge");

    /// <summary>AgentBridge.Native as an assembly; in a checkout it is there once it is built.</summary>
    public string NativeAssembly => IsCheckout
        ? Path.Combine(DataFolder, "bin", "AgentBridge.Native", "release", "AgentBridge.Native.dll")
        : Path.Combine(StrategyFolder, "agent_bridge", "native", "AgentBridge.Native.dll");

    /// <summary>The test run that a package's build passed; in a checkout the evidence depends on the scope.</summary>
    public string TestEvidence => Path.Combine(Root, "gates", "g1.json");

    /// <summary>A checkout's.</summary>
    /// <param name="root">The repository's root.</param>
    public static Installation OfCheckout(string root) => new(root, Path.Combine(root, ".artifacts"), IsCheckout: true);

    /// <summary>The installation that a program runs from; <see langword="null"/> where it was copied without its files.</summary>
    /// <param name="host">The program's environment.</param>
    public static Installation? Of(CliHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (IsPackaged(host))
        {
            return new(Path.Combine(host.ProgramFolder, ContentName), HomeOf(host), IsCheckout: false);
        }

        return host.Root is { } root ? OfCheckout(root) : null;
    }

    /// <summary>Whether a package's content lies beside the program.</summary>
    internal static bool IsPackaged(CliHost host) => Directory.Exists(Path.Combine(host.ProgramFolder, ContentName, "envs"));

    private static string HomeOf(CliHost host)
    {
        if (host.Environment.TryGetValue(HomeVariable, out var named) && named.Length > 0)
        {
            return host.FullPath(named);
        }

        // As the XDG specification has it: a relative path counts as none.
        if (host.Environment.TryGetValue("XDG_DATA_HOME", out var data) && Path.IsPathFullyQualified(data))
        {
            return Path.Combine(data, FolderName);
        }

        return OperatingSystem.IsLinux() && host.Environment.TryGetValue("HOME", out var home) && home.Length > 0
            ? Path.Combine(home, ".local", "share", FolderName)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), FolderName);
    }
}
