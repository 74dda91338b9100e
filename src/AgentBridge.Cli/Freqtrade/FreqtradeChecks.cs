
namespace AgentBridge.Cli;

/// <summary>The checks of <c>doctor</c> for Freqtrade: its Python, the source of packages, each release, and C# inside it.</summary>
internal static class FreqtradeChecks
{
    private const string RuntimeName = "C# in Freqtrade";

    /// <summary>Asks the strategy's own code, because that has to find the runtime.</summary>
    private const string RuntimeScript = """
        import sys
        sys.path.insert(0, sys.argv[1])
        from agent_bridge.sources.clr_runtime import ClrError, check_assembly, find_root
        try:
            print(find_root(check_assembly(sys.argv[2]), ""))
        except ClrError as error:
            sys.exit(str(error))
        """;

    public static async Task<IReadOnlyList<DoctorCheck>> RunAsync(CliHost host, CancellationToken cancellationToken)
    {
        var python = Executables.Find("python3.11", host.SearchPath) ?? Executables.Find("python3", host.SearchPath);
        var checks = new List<DoctorCheck>
        {
            python is null
                ? new("python3", false, "not on the PATH; Freqtrade needs it, the main job trades on paper without", "install Python 3.11", IsAdvice: true)
                : new("python3", true, python, ""),
        };
        if (Installation.Of(host) is not { } installation)
        {
            return checks;
        }

        checks.Add(await DoctorCheck.OfAsync("packages", "correct BRIDGE_WHEELS, or unset it for the package index", () => Task.FromResult(Packages(host))));

        // Each check takes seconds.
        checks.AddRange(await Task.WhenAll(FreqtradeRelease.All.Select(release => DoctorCheck.OfAsync(
            "freqtrade " + release.Version, "delete " + FreqtradeEnvironment.Of(release, installation).Folder + " and install it again", () => ReleaseAsync(release, installation, host, cancellationToken)))));
        if (python is not null)
        {
            checks.Add(await DoctorCheck.OfAsync(RuntimeName, "install Python 3.11", () => RuntimeAsync(python, installation, cancellationToken)));
        }

        return checks;
    }

    private static DoctorCheck Packages(CliHost host)
    {
        try
        {
            return new("packages", true, PackageSource.Find(host).Description, "");
        }
        catch (CliException exception)
        {
            return new("packages", false, exception.Message, "correct BRIDGE_WHEELS, or unset it for the package index", IsAdvice: true);
        }
    }

    private static async Task<DoctorCheck> ReleaseAsync(FreqtradeRelease release, Installation installation, CliHost host, CancellationToken cancellationToken)
    {
        var name = "freqtrade " + release.Version;
        try
        {
            var environment = new FreqtradeInstaller(release, installation, host).Require();
            var lines = new List<string>();
            var code = await Tools.RunAsync(environment.Python, FreqtradeEnvironment.Run("--version"), installation.Root, lines.Add, cancellationToken);
            return code == 0 && lines.Exists(line => line.Contains(release.Version, StringComparison.Ordinal))
                ? new(name, true, "installed, and answers: " + environment.Folder, "")
                : new(name, false, $"installed, and does not answer: {lines.LastOrDefault()}", $"delete {environment.Folder} and run {installation.Command} freqtrade install --version {release.Version}", IsAdvice: true);
        }
        catch (CliException exception)
        {
            // Problem and remedy are on one line, separated by a colon.
            var parts = exception.Message.Split(": run ", 2);
            return new(name, false, parts[0], parts.Length > 1 ? "run " + parts[1] : "use --host paper", IsAdvice: true);
        }
    }

    private static async Task<DoctorCheck> RuntimeAsync(string python, Installation installation, CancellationToken cancellationToken)
    {
        var assembly = installation.NativeAssembly;
        if (!File.Exists(assembly))
        {
            return installation.IsCheckout
                ? new(RuntimeName, false, "AgentBridge.Native is not built; only source = clr needs it", "dotnet build src/AgentBridge.Native -c Release", IsAdvice: true)
                : new(RuntimeName, false, $"{assembly} is missing; only source = clr needs it", "install the tool again", IsAdvice: true);
        }

        var lines = new List<string>();
        var code = await Tools.RunAsync(python, ["-B", "-c", RuntimeScript, installation.StrategyFolder, assembly], installation.Root, lines.Add, cancellationToken);
        return code == 0
            ? new(RuntimeName, true, $"{assembly}, runtime in {lines.LastOrDefault()}", "")
            : new(RuntimeName, false, lines.LastOrDefault() ?? "Python does not answer", "install the .NET runtime, or set dotnet_root in the strategy's section agentbridge", IsAdvice: true);
    }
}
