using System.Security.Cryptography;

namespace AgentBridge.Cli;

/// <summary>
/// Creates the Python environment of a release from its complete, pinned list. It can be stopped at any point and run again: what
/// exists is kept, and nothing counts as installed until Freqtrade itself has answered.
/// </summary>
internal sealed class FreqtradeInstaller(FreqtradeRelease release, Installation installation, CliHost host)
{
    private const string PythonVersion = "3.11";

    // The system's error if another process holds the file.
    private const int LockedOnLinux = 11;
    private const int LockedOnMac = 35;
    private const int LockedOnWindows = unchecked((int)0x80070020);

    private const long NeededMegabytes = 700;
    private const long FewMegabytes = 20;

    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(200);

    private const string IsOurPython = "import sys; sys.exit(sys.version_info[:2] != (3, 11))";

    private readonly FreqtradeEnvironment _environment = FreqtradeEnvironment.Of(release, installation);
    private readonly List<string> _output = [];

    private string InstallCommand => $"{installation.Command} freqtrade install --version {release.Version}";

    private string ListPath => Path.Combine(installation.Environments, release.ListName);

    /// <summary>The source tree of the pin, if the submodule is checked out; a package has none.</summary>
    private string? SubmoduleTree =>
        release.IsPin && File.Exists(Path.Combine(installation.Root, "vendor", "freqtrade", "freqtrade", "__init__.py")) ? Path.Combine(installation.Root, "vendor", "freqtrade") : null;

    /// <summary>The environment, installed if missing, repaired if part of it is missing.</summary>
    /// <exception cref="CliException">Python or a package is missing, or the installation does not answer.</exception>
    public async Task<FreqtradeEnvironment> EnsureAsync(CancellationToken cancellationToken)
    {
        var hash = Hash();
        if (Problem(hash) is null)
        {
            return _environment;
        }

        using var alone = await TakeAloneAsync(cancellationToken);

        // Another may have installed it while we waited.
        if (Problem(hash) is not { } problem)
        {
            return _environment;
        }

        var source = PackageSource.Find(host);
        var doing = problem.Length == 0 ? "installing" : $"repairing ({problem})";
        await host.Error.WriteLineAsync($"bridge: {doing} Freqtrade {release.Version} from {source.Description}{(SubmoduleTree is null ? "" : " and vendor/freqtrade")} (about half a minute)");
        if (File.Exists(_environment.StampPath))
        {
            File.Delete(_environment.StampPath);
        }

        await MakeVenvAsync(cancellationToken);
        InstalledPackages.Of(_environment)?.ForgetDamaged();
        await InstallPackagesAsync(source, cancellationToken);
        if (SubmoduleTree is { } tree)
        {
            // The package of an earlier install would take precedence over the source tree.
            await RunAsync(_environment.Python, ["-m", "pip", "uninstall", "--disable-pip-version-check", "-q", "-y", "freqtrade"], "the package freqtrade can't be removed in favour of vendor/freqtrade", cancellationToken);
            UseTree(tree);
        }
        else
        {
            File.Delete(TreePath());
        }

        await CheckAsync(cancellationToken);
        await File.WriteAllTextAsync(_environment.StampPath, hash, cancellationToken);
        return _environment;
    }

    /// <summary>The environment as it is, without installing anything.</summary>
    /// <exception cref="CliException">It is missing or incomplete; the message says which, with the remedy.</exception>
    public FreqtradeEnvironment Require() => Problem(Hash()) switch
    {
        null => _environment,
        "" => throw new CliException(ExitCodes.Unavailable, $"Freqtrade {release.Version} is not installed: run {InstallCommand}"),
        var problem => throw new CliException(ExitCodes.Unavailable, $"Freqtrade {release.Version} is damaged ({problem}): run {InstallCommand}"),
    };

    /// <summary>Why the environment can't be used as it is: empty if it was never, or only partly, installed; <see langword="null"/> if it can.</summary>
    private string? Problem(string hash)
    {
        if (!_environment.IsFinished(hash))
        {
            return string.Empty;
        }

        return InstalledPackages.Of(_environment) is not { } packages ? "its packages are gone"
            : packages.Problem(File.ReadLines(ListPath).Where(line => SubmoduleTree is null || !IsFreqtrade(line))) is { } problem ? problem
            : SubmoduleTree is { } tree && !UsesTree(tree) ? "vendor/freqtrade is not on its path"
            : null;
    }

    /// <summary>Takes the install lock, waiting for its holder; it is released when the process ends.</summary>
    private async Task<FileStream> TakeAloneAsync(CancellationToken cancellationToken)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(_environment.LockPath)!);
        for (var isReported = false; ; isReported = true)
        {
            try
            {
                return new FileStream(_environment.LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (exception.HResult is LockedOnLinux or LockedOnMac or LockedOnWindows)
            {
                if (!isReported)
                {
                    await host.Error.WriteLineAsync($"bridge: waiting for another install of Freqtrade {release.Version} to end");
                }
            }

            await Task.Delay(LockPoll, host.Clock, cancellationToken);
        }
    }

    private string Hash()
    {
        if (!File.Exists(ListPath))
        {
            throw new CliException(ExitCodes.Unavailable, $"envs/{release.ListName} is missing, so Freqtrade {release.Version} can't be installed; --host paper does not need it");
        }

        return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(ListPath))) + (SubmoduleTree is null ? "-package" : "-tree");
    }

    private async Task MakeVenvAsync(CancellationToken cancellationToken)
    {
        // An incomplete venv has a Python that does not start, or no pip: it is created again. So is one of another Python.
        if (File.Exists(_environment.Python) && InstalledPackages.Of(_environment)?.Has("pip") == true && await TryAsync(_environment.Python, ["-c", $"import pip; {IsOurPython}"], cancellationToken))
        {
            return;
        }

        if (Directory.Exists(_environment.Folder))
        {
            Directory.Delete(_environment.Folder, recursive: true);
        }

        foreach (var name in new[] { $"python{PythonVersion}", "python3" })
        {
            if (Executables.Find(name, host.SearchPath) is { } python && await TryAsync(python, ["-c", IsOurPython], cancellationToken))
            {
                await RunAsync(python, ["-m", "venv", _environment.Folder], "the Python environment can't be created (on Debian: apt-get install python3-venv)", cancellationToken);
                return;
            }
        }

        throw new CliException(ExitCodes.Unavailable, $"Freqtrade {release.Version} needs Python {PythonVersion} on the PATH; install it, or use --host paper");
    }

    private async Task InstallPackagesAsync(PackageSource source, CancellationToken cancellationToken)
    {
        var list = ListPath;
        if (SubmoduleTree is not null)
        {
            // The pinned tree serves Freqtrade's own code; the list still serves all other packages.
            list = Path.Combine(_environment.Folder, release.ListName);
            var lines = await File.ReadAllLinesAsync(ListPath, cancellationToken);
            await File.WriteAllLinesAsync(list, lines.Where(line => !IsFreqtrade(line)), cancellationToken);
        }

        string[] arguments = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-q", "--no-deps", .. source.PipArguments, "-r", list];
        await RunAsync(_environment.Python, arguments, $"the packages of envs/{release.ListName} can't be installed from {source.Description} ({source.Remedy})", cancellationToken);
    }

    /// <summary>Puts the submodule's tree on the path of the environment, with a launcher: no build is needed.</summary>
    private void UseTree(string tree)
    {
        File.WriteAllText(TreePath(), tree + "\n");

        // Read by a shell and then by Python, as pip does it: the shebang line can't contain a path with a space.
        File.WriteAllText(_environment.Program, $"#!/bin/sh\n'''exec' \"{_environment.Python}\" \"$0\" \"$@\"\n' '''\nimport sys\nfrom freqtrade.main import main\nsys.exit(main())\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_environment.Program, File.GetUnixFileMode(_environment.Program) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    private bool UsesTree(string tree) => File.Exists(TreePath()) && string.Equals(File.ReadAllText(TreePath()).Trim(), tree, StringComparison.Ordinal);

    private string TreePath() =>
        Path.Combine(Directory.EnumerateDirectories(Path.Combine(_environment.Folder, "lib"), "python*").Select(p => Path.Combine(p, "site-packages")).First(Directory.Exists), "agentbridge-freqtrade.pth");

    private static bool IsFreqtrade(string line) => line.StartsWith("freqtrade==", StringComparison.Ordinal);

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        var again = $"delete {_environment.Folder} and run {InstallCommand}";
        await RunAsync(_environment.Python, ["-c", "import freqtrade, ccxt, pandas, sqlalchemy"], $"Freqtrade {release.Version} was installed but can't be imported ({again})", cancellationToken);
        await RunAsync(_environment.Python, FreqtradeEnvironment.Run("--version"), $"Freqtrade {release.Version} was installed and does not start ({again})", cancellationToken);
        if (!_output.Exists(line => line.Contains(release.Version, StringComparison.Ordinal)))
        {
            throw new CliException(ExitCodes.Unavailable, $"Freqtrade {release.Version} was installed and calls itself: {string.Join(' ', _output)} ({again})");
        }
    }

    private async Task<bool> TryAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await Tools.RunAsync(program, arguments, installation.Root, _ => { }, cancellationToken) == 0;
        }
        catch (CliException)
        {
            return false;
        }
    }

    private async Task RunAsync(string program, IReadOnlyList<string> arguments, string failure, CancellationToken cancellationToken)
    {
        _output.Clear();
        var code = await Tools.RunAsync(program, arguments, installation.Root, _output.Add, cancellationToken);
        if (code != 0 && FreeMegabytes() is < FewMegabytes and var free)
        {
            // Programs report a full disk in many ways, or not at all.
            throw new CliException(ExitCodes.Unavailable, FormattableString.Invariant($"Freqtrade {release.Version} can't be installed: the disk of {_environment.Folder} is full ({free} MB are free, {NeededMegabytes} are needed)"));
        }

        if (code != 0)
        {
            throw new CliException(ExitCodes.Unavailable, $"{failure}: {_output.LastOrDefault(line => line.Trim().Length > 0) ?? FormattableString.Invariant($"exit code {code}")}");
        }
    }

    private long FreeMegabytes() =>
        new DriveInfo(Directory.Exists(_environment.Folder) ? _environment.Folder : Path.GetDirectoryName(_environment.LockPath)!).AvailableFreeSpace / 1_000_000;
}
