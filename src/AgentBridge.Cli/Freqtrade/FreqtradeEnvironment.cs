namespace AgentBridge.Cli;

/// <summary>The Python environment of one Freqtrade release: a folder of the installation's data, created by <see cref="FreqtradeInstaller"/>.</summary>
internal sealed record FreqtradeEnvironment(FreqtradeRelease Release, string Folder)
{
    /// <summary>The environment's Python.</summary>
    public string Python => Path.Combine(Folder, "bin", "python");

    /// <summary>The command <c>freqtrade</c>.</summary>
    public string Program => Path.Combine(Folder, "bin", "freqtrade");

    /// <summary>Held while the environment is created: one install at a time.</summary>
    public string LockPath => Folder + ".lock";

    /// <summary>Written last, with the hash of the installed packages: without it, or with another hash, the install is incomplete.</summary>
    public string StampPath => Path.Combine(Folder, "agentbridge-installed");

    /// <summary>The environment of a release.</summary>
    public static FreqtradeEnvironment Of(FreqtradeRelease release, Installation installation) =>
        new(release, Path.Combine(installation.DataFolder, "freqtrade", release.Version));

    /// <summary>
    /// Runs Freqtrade. It answers SIGTERM with an exception, and a second signal would interrupt its clean-up and leave a bot that does
    /// nothing and holds its port: only the first signal is handled.
    /// </summary>
    private const string Launcher = """
        import signal, sys
        install = signal.signal
        def once(number, handler):
            if number != signal.SIGTERM or not callable(handler):
                return install(number, handler)
            def answer(*arguments):
                install(signal.SIGTERM, signal.SIG_IGN)
                return handler(*arguments)
            return install(number, answer)
        signal.signal = once
        sys.argv[0] = 'freqtrade'
        from freqtrade.main import main
        sys.exit(main())
        """;

    /// <summary>
    /// The arguments with which <see cref="Python"/> runs Freqtrade. Its command contains the path where it was installed, so it would fail, or run,
    /// another environment once the checkout has been moved or copied.
    /// </summary>
    /// <param name="arguments">Freqtrade's own.</param>
    public static IReadOnlyList<string> Run(params IReadOnlyList<string> arguments) =>
        ["-P", "-c", Launcher, .. arguments];

    /// <summary>Whether an install from this list of packages was completed here.</summary>
    public bool IsFinished(string listHash) =>
        HasPython() && File.Exists(StampPath) && string.Equals(File.ReadAllText(StampPath).Trim(), listHash, StringComparison.Ordinal);

    /// <summary>Whether the Python, or the target of its link, exists and is not empty.</summary>
    private bool HasPython() => File.Exists(Python) && ((new FileInfo(Python).ResolveLinkTarget(returnFinalTarget: true) as FileInfo) ?? new FileInfo(Python)).Length > 0;
}
