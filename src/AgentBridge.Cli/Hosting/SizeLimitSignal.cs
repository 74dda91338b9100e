using System.Runtime.InteropServices;

namespace AgentBridge.Cli;

/// <summary>Makes a file that reaches the allowed size (ulimit -f) a write error instead of the end of the process.</summary>
internal static class SizeLimitSignal
{
    private const PosixSignal SigXfsz = (PosixSignal)25;

    // Kept to the end: a signal that arrives after the registration is disposed would still end the process.
    private static PosixSignalRegistration? _registration;

    public static void Ignore()
    {
        if (!OperatingSystem.IsWindows())
        {
            _registration ??= PosixSignalRegistration.Create(SigXfsz, context => context.Cancel = true);
        }
    }
}
