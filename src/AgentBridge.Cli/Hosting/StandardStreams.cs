using System.Runtime.InteropServices;

namespace AgentBridge.Cli;

/// <summary>
/// Whether stdout or stderr would accept a line. The runtime silently ignores a closed pipe, and a pipe that nobody
/// reads blocks its writer, and with it every other stream of the console.
/// </summary>
internal static class StandardStreams
{
    private const short CanWrite = 0x4;
    private const short Error = 0x8;
    private const short NotOpen = 0x20;

    /// <summary>Why stdout accepts no lines; <see langword="null"/> if it accepts one of up to a page's length.</summary>
    public static string? OutputProblem(TimeSpan timeout) => Problem(1, timeout);

    /// <summary>As <see cref="OutputProblem"/>, of stderr.</summary>
    public static string? ErrorProblem(TimeSpan timeout) => Problem(2, timeout);

    private static string? Problem(int descriptor, TimeSpan timeout)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        PollEntry[] entries = [new() { Descriptor = descriptor, Wanted = CanWrite }];
        return Poll(entries, 1, (int)timeout.TotalMilliseconds) switch
        {
            0 => "it has no reader",
            1 when (entries[0].Found & (Error | NotOpen)) != 0 => "its reader has closed it",
            _ => null,
        };
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
