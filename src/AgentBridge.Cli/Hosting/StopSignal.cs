using System.Runtime.InteropServices;

namespace AgentBridge.Cli;

/// <summary>
/// Which signal stopped a service: SIGTERM is its ordinary end (a supervisor would call anything but 0 a failure), SIGINT somebody's
/// interruption. It is only noted here; the command line cancels the command's token for both.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly PosixSignalRegistration? _registration;
    private volatile bool _terminated;

    private StopSignal() => _registration = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => _terminated = true);

    /// <summary>The exit code of a service that stopped because of a signal.</summary>
    public int ExitCode => _terminated ? ExitCodes.Success : ExitCodes.Interrupted;

    /// <summary>Starts listening. Call it from within the command: the last of several listeners is notified first.</summary>
    public static StopSignal Watch() => new();

    /// <inheritdoc/>
    public void Dispose() => _registration?.Dispose();
}
