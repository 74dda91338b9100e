using System.Diagnostics;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>Programs that the command line runs.</summary>
internal static class Tools
{
    /// <summary>How long a program may take to end after the request.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>The repository's root.</summary>
    /// <exception cref="CliException">The program runs without its sources.</exception>
    public static string RequireRoot(CliHost host, string command) =>
        host.Root ?? throw new CliException(ExitCodes.Usage, $"{command} needs the sources: run ./bridge {command} in a checkout");

    /// <summary>The program's own files, of a checkout or of a package.</summary>
    /// <exception cref="CliException">The program was copied without them.</exception>
    public static Installation RequireInstallation(CliHost host, string command) => Installation.Of(host) ?? throw new CliException(
        ExitCodes.Usage, $"{command} needs the program's files: install the .NET tool AgentBridge.Cli, or run ./bridge {command} in a checkout");

    /// <summary>
    /// Runs a program to its end, with our streams or with its output passed to <paramref name="onLine"/>. It is stopped when cancelled, and
    /// when this process is killed.
    /// </summary>
    /// <exception cref="CliException">It can't be started.</exception>
    public static async Task<int> RunAsync(
        string program, IReadOnlyList<string> arguments, string workingDirectory, Action<string>? onLine, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // Output and errors arrive on separate threads; the callback gets lines one at a time.
        var gate = new Lock();
        void Pass(string line)
        {
            lock (gate)
            {
                onLine!(line);
            }
        }

        var process = await StartAsync(program, arguments, workingDirectory, environment, onLine is null ? null : Pass);
        return await ChildProcess.WaitAsync(process, Grace, cancellationToken);
    }

    /// <summary>
    /// Runs a program as if it had been called itself: our streams, its exit code, its own shutdown. Signals that the terminal sends to both it receives
    /// itself; signals sent to this process alone are passed on; it may take as long as it likes for either: a trading bot has orders to cancel.
    /// </summary>
    /// <exception cref="CliException">It can't be started.</exception>
    public static async Task<PassedProgram> PassAsync(string program, IReadOnlyList<string> arguments, string workingDirectory, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var relay = SignalRelay.Listen();
        var process = await StartAsync(program, arguments, workingDirectory, environment, onLine: null);
        relay.Attach(process);
        var code = await ChildProcess.WaitAsync(process, Grace, CancellationToken.None);
        return new PassedProgram(code, relay.Terminated, relay.Interrupted);
    }

    private static async Task<Process> StartAsync(
        string program, IReadOnlyList<string> arguments, string workingDirectory, IReadOnlyDictionary<string, string>? environment, Action<string>? onLine)
    {
        // Checked here: the watcher would start, and only then find no program.
        var path = program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? program : Executables.Find(program);
        if (!File.Exists(path))
        {
            throw new CliException(ExitCodes.Unavailable, $"{program} can't be started: there is no such program");
        }

        try
        {
            return await ChildProcess.StartAsync(
                path,
                arguments,
                info =>
                {
                    info.WorkingDirectory = workingDirectory;
                    info.RedirectStandardInput = false;
                    info.RedirectStandardOutput = info.RedirectStandardError = onLine is not null;
                    foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
                    {
                        info.Environment[name] = value;
                    }
                },
                onLine);
        }
        catch (TransportException exception)
        {
            throw new CliException(ExitCodes.Unavailable, exception.Message.ReplaceLineEndings(" "), exception);
        }
    }
}
