using System.Security.Cryptography;

namespace AgentBridge.Cli;

/// <summary>
/// Makes the Python environment of a release from its complete, pinned list. Stopped at any point it can be run again: what
/// is there is kept, and nothing counts as installed until Freqtrade itself has answered.
/// </summary>
internal sealed class FreqtradeInstaller(FreqtradeRelease release, string root, CliHost host)
{
    private const string PythonVersion = "3.11";

    private readonly FreqtradeEnvironment _environment = FreqtradeEnvironment.Of(release, root);
    private readonly List<string> _output = [];

    private string ListPath => Path.Combine(root, "envs", release.ListName);

    /// <summary>The source tree of the pin, if the submodule is checked out.</summary>
    private string? SubmoduleTree => release.IsPin && File.Exists(Path.Combine(root, "vendor", "freqtrade", "freqtrade", "__init__.py")) ? Path.Combine(root, "vendor", "freqtrade") : null;

    /// <summary>The environment, installed if it was not.</summary>
    /// <exception cref="CliException">Python or a package is missing, or what was installed does not answer.</exception>
    public async Task<FreqtradeEnvironment> EnsureAsync(CancellationToken cancellationToken)
    {
        var hash = Hash();
        if (_environment.IsInstalled(hash))
        {
            return _environment;
        }

        var source = PackageSource.Find(root, host);
        await host.Error.WriteLineAsync($"bridge: installing Freqtrade {release.Version} from {source.Description}{(SubmoduleTree is null ? "" : " and vendor/freqtrade")} (about half a minute)");
        await MakeVenvAsync(cancellationToken);
        await InstallPackagesAsync(source, cancellationToken);
        if (SubmoduleTree is { } tree)
        {
            UseTree(tree);
        }

        await CheckAsync(cancellationToken);
        await File.WriteAllTextAsync(_environment.StampPath, hash, cancellationToken);
        return _environment;
    }

    /// <summary>Whether the environment is there without installing anything.</summary>
    public FreqtradeEnvironment? Installed() => _environment.IsInstalled(Hash()) ? _environment : null;

    private string Hash()
    {
        if (!File.Exists(ListPath))
        {
            throw new CliException(ExitCodes.Unavailable, $"envs/{release.ListName} is not there, so Freqtrade {release.Version} can't be installed; --host paper needs none");
        }

        return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(ListPath))) + (SubmoduleTree is null ? "-package" : "-tree");
    }

    private async Task MakeVenvAsync(CancellationToken cancellationToken)
    {
        // A venv that was cut short has a Python that does not start, or no pip: made anew.
        if (File.Exists(_environment.Python) && await TryAsync(_environment.Python, ["-m", "pip", "--version"], cancellationToken))
        {
            return;
        }

        if (Directory.Exists(_environment.Folder))
        {
            Directory.Delete(_environment.Folder, recursive: true);
        }

        foreach (var name in new[] { $"python{PythonVersion}", "python3" })
        {
            if (Tools.Find(name, host) is { } python && await TryAsync(python, ["-c", "import sys; sys.exit(sys.version_info[:2] != (3, 11))"], cancellationToken))
            {
                await RunAsync(python, ["-m", "venv", _environment.Folder], "the Python environment can't be made (on Debian: apt-get install python3-venv)", cancellationToken);
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
            // The pinned tree serves Freqtrade's own code; the list still serves all the rest.
            list = Path.Combine(_environment.Folder, release.ListName);
            var lines = await File.ReadAllLinesAsync(ListPath, cancellationToken);
            await File.WriteAllLinesAsync(list, lines.Where(line => !line.StartsWith("freqtrade==", StringComparison.Ordinal)), cancellationToken);
        }

        string[] arguments = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-q", "--no-deps", .. source.PipArguments, "-r", list];
        await RunAsync(_environment.Python, arguments, $"the packages of envs/{release.ListName} can't be installed from {source.Description}", cancellationToken);
    }

    /// <summary>Puts the submodule's tree on the path of the environment, with a launcher: no build is needed.</summary>
    private void UseTree(string tree)
    {
        var packages = Directory.EnumerateDirectories(Path.Combine(_environment.Folder, "lib"), "python*").Select(p => Path.Combine(p, "site-packages")).First(Directory.Exists);
        File.WriteAllText(Path.Combine(packages, "agentbridge-freqtrade.pth"), tree + "\n");
        File.WriteAllText(_environment.Program, $"#!{_environment.Python}\nimport sys\nfrom freqtrade.main import main\nsys.exit(main())\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_environment.Program, File.GetUnixFileMode(_environment.Program) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        await RunAsync(_environment.Python, ["-c", "import freqtrade, ccxt, pandas, sqlalchemy"], $"Freqtrade {release.Version} was installed and can't be imported", cancellationToken);
        await RunAsync(_environment.Program, ["--version"], $"Freqtrade {release.Version} was installed and does not start", cancellationToken);
        if (!_output.Exists(line => line.Contains(release.Version, StringComparison.Ordinal)))
        {
            throw new CliException(ExitCodes.Unavailable, $"Freqtrade {release.Version} was installed and calls itself: {string.Join(' ', _output)}");
        }
    }

    private async Task<bool> TryAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await Tools.RunAsync(program, arguments, root, _ => { }, cancellationToken) == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private async Task RunAsync(string program, string[] arguments, string failure, CancellationToken cancellationToken)
    {
        _output.Clear();
        var code = await Tools.RunAsync(program, arguments, root, _output.Add, cancellationToken);
        if (code != 0)
        {
            throw new CliException(ExitCodes.Unavailable, $"{failure}: {_output.LastOrDefault(line => line.Trim().Length > 0) ?? FormattableString.Invariant($"exit code {code}")}");
        }
    }
}
