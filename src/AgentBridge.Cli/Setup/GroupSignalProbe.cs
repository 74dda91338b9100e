using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AgentBridge.Cli;

/// <summary>
/// A process in the same process group that blocks SIGINT and SIGTERM (Linux): a signal pending in it was sent to the whole group, any
/// other to this process alone. It ends with this process.
/// </summary>
internal sealed class GroupSignalProbe : IDisposable
{
    private const int SigInt = 2;
    private const int SigTerm = 15;
    private const int SetSize = 128;
    private const int Block = 0;
    private const int SetMask = 2;
    private const string Pending = "ShdPnd:";

    private readonly Process _process;

    private GroupSignalProbe(Process process) => _process = process;

    /// <summary>Starts one; <see langword="null"/> if this system does not support it.</summary>
    public static GroupSignalProbe? TryStart()
    {
        const string shell = "/bin/sh";
        if (!OperatingSystem.IsLinux() || !File.Exists(shell))
        {
            return null;
        }

        // A child inherits the signal mask of the thread that starts it, and keeps it through exec.
        var (held, before) = (new byte[SetSize], new byte[SetSize]);
        foreach (var signal in (int[])[SigInt, SigTerm])
        {
            held[(signal - 1) / 8] |= (byte)(1 << ((signal - 1) % 8));
        }

        if (ChangeMask(Block, held, before) != 0)
        {
            return null;
        }

        try
        {
            return Process.Start(new ProcessStartInfo(shell, ["-c", "read -r _"]) { UseShellExecute = false, RedirectStandardInput = true }) is { } process ? new(process) : null;
        }
        finally
        {
            _ = ChangeMask(SetMask, before, null);
        }
    }

    /// <summary>Whether a signal was sent to the whole group since this one was started.</summary>
    /// <param name="signal">SIGINT or SIGTERM.</param>
    public bool WasSent(PosixSignal signal)
    {
        try
        {
            var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status")).First(l => l.StartsWith(Pending, StringComparison.Ordinal));
            var pending = ulong.Parse(line.AsSpan(Pending.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return (pending & (1UL << ((signal == PosixSignal.SIGTERM ? SigTerm : SigInt) - 1))) != 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "sigprocmask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeMask(int how, byte[] set, [Out] byte[]? before);
}
