using System.Runtime.InteropServices;

namespace AgentBridge.Cli;

/// <summary>Whether anybody reads what this process prints. The runtime itself passes over a closed pipe without a word.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;
    private const short Error = 0x8;
    private const short NotOpen = 0x20;

    public static bool IsClosed()
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        PollEntry[] entries = [new() { Descriptor = Descriptor }];
        return Poll(entries, 1, 0) == 1 && (entries[0].Found & (Error | NotOpen)) != 0;
    }

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll([In, Out] PollEntry[] entries, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }
}
