using AgentBridge.Redis;

namespace AgentBridge.Cli;

/// <summary>
/// Builds the wheels of strategy-bridge that contain C#: one with the assemblies, for every machine with a .NET runtime, and one with the
/// library for Linux, which needs no .NET. Their published files are separate from the usual build.
/// </summary>
internal sealed class WheelBuilder(Installation installation, CliHost host, IReadOnlyDictionary<string, string>? environment = null)
{
    private const string Project = "AgentBridge.Native";

    private const string Script = """
        import sys
        sys.path.insert(0, "build_backend")
        import backend
        print(backend.build_wheel(sys.argv[1], {"native": sys.argv[2]}))
        """;

    /// <summary>The folder of the published files.</summary>
    private string Artifacts => Path.Combine(installation.DataFolder, "native");

    /// <summary>Builds a wheel.</summary>
    /// <param name="kind">What it contains of the C# side.</param>
    /// <param name="folder">The destination folder; it must exist.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    /// <returns>The wheel's path.</returns>
    /// <exception cref="CliException">A tool is missing, or the build failed; the message says which, with the remedy.</exception>
    public async Task<string> BuildAsync(WheelKind kind, string folder, CancellationToken cancellationToken)
    {
        var python = Require(kind);
        var published = installation.IsCheckout ? await PublishAsync(kind is WheelKind.Linux, cancellationToken) : Path.GetDirectoryName(installation.NativeAssembly)!;
        var said = await RunAsync(python, ["-B", "-c", Script, folder, published], installation.StrategyFolder, "the wheel can't be made", cancellationToken);
        return Path.Combine(folder, said);
    }

    /// <summary>Compiles AgentBridge.Native; the folder of the result. A package carries the assemblies already.</summary>
    private async Task<string> PublishAsync(bool isLibrary, CancellationToken cancellationToken)
    {
        string[] library = ["-r", "linux-x64", "-p:PublishAot=true", "-p:NativeLib=Shared"];
        string[] publish =
        [
            "publish", Path.Combine("src", Project), "-c", "Release", "-v", "quiet", "-nodeReuse:false", "-p:RunAnalyzers=false", $"-p:ArtifactsPath={Artifacts}",
            .. isLibrary ? library : [],
        ];
        _ = await RunAsync(host.Dotnet, publish, installation.Root, $"{Project} can't be published", cancellationToken);
        return Path.Combine(Artifacts, "publish", Project, isLibrary ? "release_linux-x64" : "release");
    }

    /// <summary>Looks for the tools of a wheel.</summary>
    /// <returns>The Python that makes it.</returns>
    /// <exception cref="CliException">A tool is missing.</exception>
    public string Require(WheelKind kind)
    {
        var python = Executables.Find("python3", host.SearchPath)
            ?? throw new CliException(ExitCodes.Unavailable, "python3 is not on the PATH: install it to make a wheel");
        return kind is WheelKind.Linux && CompilerProblem() is { } problem ? throw new CliException(ExitCodes.Unavailable, problem) : python;
    }

    private string? CompilerProblem() =>
        !OperatingSystem.IsLinux() ? "the library is built on Linux; --only any makes the wheel for every machine with a .NET runtime"
        : Executables.Find("clang", host.SearchPath) is null && Executables.Find("gcc", host.SearchPath) is null
            ? "there is no C compiler on the PATH (on Debian: apt-get install gcc zlib1g-dev); --only any makes the wheel for every machine with a .NET runtime"
        : null;

    /// <summary>Runs a tool and returns its last line; its error becomes the exception's message.</summary>
    private async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, string place, string failure, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        var code = await Tools.RunAsync(program, arguments, place, lines.Add, cancellationToken, environment);
        var written = lines.FindAll(line => line.Trim().Length > 0);
        return code == 0 ? written.LastOrDefault(string.Empty) : throw new CliException(
            ExitCodes.Unavailable, $"{failure}: {written.Find(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? written.LastOrDefault(FormattableString.Invariant($"exit code {code}"))}");
    }
}
