using System.Runtime.InteropServices;

namespace AgentBridge.Cli;

/// <summary>A file that reaches the allowed size (ulimit -f) is to be an error of the write, not the end of the process.</summary>
internal static class SizeLimitSignal
{
    private const PosixSignal SigXfsz = (PosixSignal)25;

    // Held to the end: a signal that is handled after its registration went would still end the process.
    private static PosixSignalRegistration? _registration;

    public static void Ignore()
    {
        if (!OperatingSystem.IsWindows())
        {
            _registration ??= PosixSignalRegistration.Create(SigXfsz, context => context.Cancel = true);
        }
    }
}
