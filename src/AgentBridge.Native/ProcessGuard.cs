using System.Runtime.InteropServices;

namespace AgentBridge.Native;

/// <summary>
/// Refuses to work in a forked child: the child has the runtime's memory but neither its threads nor, with write-xor-execute, code
/// pages of its own. <see cref="Environment.ProcessId"/> remembers the parent's number, so the system is queried each time.
/// </summary>
internal static partial class ProcessGuard
{
    private static readonly int Owner = Current();

    /// <summary>Returns in the process that loaded the runtime, and only there.</summary>
    /// <exception cref="NativeException">The process was forked after the runtime was loaded.</exception>
    public static void Check()
    {
        if (Current() != Owner)
        {
            throw new NativeException(NativeStatus.Forked, "the process was forked after the .NET runtime was loaded; load it in the child instead (start workers with spawn or forkserver)");
        }
    }

    private static int Current() => OperatingSystem.IsWindows() ? Environment.ProcessId : GetPid();

    [LibraryImport("libc", EntryPoint = "getpid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetPid();
}
