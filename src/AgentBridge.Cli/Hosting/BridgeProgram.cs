using System.CommandLine;
using System.CommandLine.Invocation;

namespace AgentBridge.Cli;

/// <summary>The command <c>bridge</c>: reads the arguments, runs one command, turns every failure into a line and an exit code.</summary>
public static class BridgeProgram
{
    // How long a command may take to end after Ctrl+C or SIGTERM: longer than all its children together, or it would end
    // before them, silently.
    private static readonly TimeSpan TerminationGrace = TimeSpan.FromSeconds(40);

    // A file name may start with @; the library would read arguments from it.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs the command line.</summary>
    /// <param name="args">The arguments; without any, the help is shown on stderr and the exit code is that of a missing command.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <param name="cancellationToken">As Ctrl+C.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliHost host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(host);
        host = host with { Out = new EscapingWriter(host.Out), Error = new EscapingWriter(host.Error) };
        try
        {
            if (args.Count == 0)
            {
                _ = await CommandTree.Create(host).Parse(["--help"], Parser).InvokeAsync(new InvocationConfiguration { Output = host.Error, Error = host.Error }, cancellationToken);
                return ExitCodes.Usage;
            }

            return await RunAsync(CommandTree.Create(host).Parse(args, Parser), args, host, cancellationToken);
        }
        catch (Exception exception)
        {
            // Taken from the raw arguments, because parsing may fail. After a lone -- they belong to another program.
            return await FailureReport.WriteAsync(exception, host, args.TakeWhile(a => a is not "--").Contains(GlobalOptions.Json.Name, StringComparer.Ordinal));
        }
    }

    private static async Task<int> RunAsync(ParseResult parsed, IReadOnlyList<string> args, CliHost host, CancellationToken cancellationToken)
    {
        var isHelp = parsed.Action is SynchronousCommandLineAction { Terminating: true, ClearsParseErrors: true };
        if (!isHelp && UsageErrors.Find(parsed, args) is { } error)
        {
            throw new CliException(ExitCodes.Usage, error);
        }

        // A passed-through program receives the signals itself; a test's process is not ours.
        using var termination = host.OwnsProcess && parsed.CommandResult.Command is not PassThroughCommand ? Termination.Watch(TerminationGrace) : null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, termination?.Requested ?? CancellationToken.None);
        var invocation = new InvocationConfiguration
        {
            Output = host.Out,
            Error = host.Error,
            EnableDefaultExceptionHandler = false,

            // The library's own handler ends with a trace if two signals arrive at once.
            ProcessTerminationTimeout = null,
        };
        if (termination is null)
        {
            return await parsed.InvokeAsync(invocation, stop.Token);
        }

        // On another thread: a command that does not return, because a strategy does not, must not keep the process.
        var command = Task.Run(() => parsed.InvokeAsync(invocation, stop.Token), CancellationToken.None);
        return await Task.WhenAny(command, termination.Expired) == command
            ? await command
            : throw new OperationCanceledException($"interrupted; what was running did not end within {TerminationGrace.TotalSeconds} s");
    }
}
