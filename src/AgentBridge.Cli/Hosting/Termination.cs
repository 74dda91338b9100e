using System.Runtime.InteropServices;

namespace AgentBridge.Cli;

/// <summary>
/// SIGINT and SIGTERM as a request to end: the first cancels the command, which then has a while to end; a later one ends the process at once. The same
/// signal is often sent twice, to the process and to its group: a second one within a moment is the same request.
/// </summary>
internal sealed class Termination : IDisposable
{
    private static readonly TimeSpan SameRequest = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _requested = new();
    private readonly TaskCompletionSource _expired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly TimeSpan _grace;
    private readonly PosixSignalRegistration[] _registrations;
    private long? _firstAt;

    private Termination(TimeSpan grace)
    {
        _grace = grace;
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Requested => _requested.Token;

    /// <summary>Completes when the command has had its time after the first signal.</summary>
    public Task Expired => _expired.Task;

    /// <summary>Starts listening; until it is disposed of, the runtime does not end the process.</summary>
    /// <param name="grace">How long the command may take to end.</param>
    public static Termination Watch(TimeSpan grace) => new(grace);

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _requested.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_lock)
        {
            if (_firstAt is { } first)
            {
                if (TimeProvider.System.GetElapsedTime(first) >= SameRequest)
                {
                    EndNow(ExitCodes.Interrupted);
                }

                return;
            }

            _firstAt = TimeProvider.System.GetTimestamp();
        }

        // On another thread: what is cancelled may run on here, and the next signal must find this one handled.
        _ = Task.Run(async () =>
        {
            await _requested.CancelAsync();
            await Task.Delay(_grace);
            _ = _expired.TrySetResult();
        });
    }

    /// <summary>Without what a runtime does at its end, which a strategy that never returns could block.</summary>
    private static void EndNow(int exitCode)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(exitCode);
        }

        EndProcess(exitCode);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void EndProcess(int status);
}
