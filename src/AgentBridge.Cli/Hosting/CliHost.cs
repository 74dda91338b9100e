using System.Collections;

namespace AgentBridge.Cli;

/// <summary>The program's environment: streams, variables, clock. Tests create their own.</summary>
public sealed record CliHost
{
    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Messages for people.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens the input, on first use only.</summary>
    public Func<Stream> OpenInput { get; init; } = () => Stream.Null;

    /// <summary>Why <see cref="Out"/> accepts no line, after waiting for the given time; <see langword="null"/> if it accepts one.</summary>
    public Func<TimeSpan, string?> OutputProblem { get; init; } = _ => null;

    /// <summary>As <see cref="OutputProblem"/>, of <see cref="Error"/>.</summary>
    public Func<TimeSpan, string?> ErrorProblem { get; init; } = _ => null;

    /// <summary>The environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The folder that relative paths of the user start from.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Whether messages go to a terminal: then progress is drawn and colours are used.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Whether the process is this program's own; tests share theirs.</summary>
    public bool OwnsProcess { get; init; }

    /// <summary>Whether results go to a terminal: then tables have colours and box lines.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Whether colours may be used: not where NO_COLOR is set.</summary>
    public bool Colours => !(Environment.TryGetValue("NO_COLOR", out var value) && value.Length > 0);

    /// <summary>The folder of the program's own files.</summary>
    public string ProgramFolder { get; init; } = AppContext.BaseDirectory;

    /// <summary>The hash of the sources that the program was packed from (<see cref="SourceTree.Hash"/>); <see langword="null"/> if it was not.</summary>
    public string? SourceHash { get; init; } = BridgeVersion.SourceHash;

    /// <summary>The repository's root; <see langword="null"/> where the program runs without its sources.</summary>
    public string? Root =>
        !Installation.IsPackaged(this) && Environment.TryGetValue("BRIDGE_ROOT", out var root) && File.Exists(Path.Combine(root, "Bridge.sln")) ? root : null;

    /// <summary>The dotnet program that runs tests and tools.</summary>
    public string Dotnet => Environment.TryGetValue("BRIDGE_DOTNET", out var dotnet) && dotnet.Length > 0 ? dotnet : "dotnet";

    /// <summary>The folders of programs; empty where PATH is not set.</summary>
    public string SearchPath => Environment.TryGetValue("PATH", out var path) ? path : string.Empty;

    /// <summary>
    /// The host of this process. From then on the console's own output is stderr: what a strategy prints must not come between the
    /// bytes of a result.
    /// </summary>
    public static CliHost ForProcess()
    {
        var results = Console.Out;
        Console.SetOut(Console.Error);
        return ForProcess(results);
    }

    /// <summary>The full form of a path given by the user.</summary>
    /// <param name="path">Relative to <see cref="WorkingDirectory"/>, or absolute.</param>
    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);

    private static CliHost ForProcess(TextWriter results) => new()
    {
        Out = results,
        Error = Console.Error,
        OpenInput = Console.OpenStandardInput,
        OutputProblem = StandardStreams.OutputProblem,
        ErrorProblem = StandardStreams.ErrorProblem,
        Environment = System.Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? string.Empty, StringComparer.Ordinal),
        Clock = TimeProvider.System,
        WorkingDirectory = Directory.GetCurrentDirectory(),
        OwnsProcess = true,
        IsOutputTerminal = !Console.IsOutputRedirected,
        IsTerminal = !Console.IsErrorRedirected && !string.Equals(System.Environment.GetEnvironmentVariable("TERM"), "dumb", StringComparison.Ordinal),
    };
}
