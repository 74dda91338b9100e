using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using AgentBridge.Schema;

namespace AgentBridge.Redis;

/// <summary>Servers and programs that must not outlive this process: each gets SIGTERM when this process dies (Linux, where <c>setpriv</c> is installed).</summary>
public static class ChildProcess
{
    private const int SigTerm = 15;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Starts a program. Its streams are redirected and drained, unless <paramref name="configure"/> lets it share ours. The kernel sends the death signal when the <em>thread</em> that started the child ends, and threads of
    /// the pool come and go: so the child has a thread of its own that lives as long as the child does.
    /// </summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="configure">Sets what else is to be set (folder, environment, streams to share); <see langword="null"/> for nothing.</param>
    /// <param name="onLine">Takes each line of its output and errors, from any thread; <see langword="null"/> throws them away.</param>
    /// <exception cref="TransportException">The program can't be started.</exception>
    public static Task<Process> StartAsync(string path, IReadOnlyList<string> arguments, Action<ProcessStartInfo>? configure = null, Action<string>? onLine = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(arguments);
        var info = StartInfo(path, arguments);
        configure?.Invoke(info);
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Live(info, onLine, started)) { IsBackground = true, Name = "parent of " + Path.GetFileName(path) }.Start();
        return started.Task;
    }

    /// <summary>Waits for a process's end; stops it when cancelled.</summary>
    /// <param name="process">The process.</param>
    /// <param name="grace">How long it may take to end by itself once it was asked to.</param>
    /// <param name="cancellationToken">Stops the process.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<int> WaitAsync(Process process, TimeSpan grace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(process);
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process, grace).ConfigureAwait(false);
            throw;
        }

        return process.ExitCode;
    }

    /// <summary>Asks a process to end (SIGTERM), waits for the grace, then kills what is left of it and of the processes that it had started.</summary>
    /// <param name="process">The process.</param>
    /// <param name="grace">How long it may take to end by itself.</param>
    public static async Task StopAsync(Process process, TimeSpan grace)
    {
        ArgumentNullException.ThrowIfNull(process);
        if (process.HasExited)
        {
            return;
        }

        using var deadline = new CancellationTokenSource(grace);

        // Seen while their parent lives: afterwards nobody could tell whose they were.
        var descendants = Descendants.Of(process.Id);
        Ask(process);
        try
        {
            // The end of its output is not waited for: a child of its own may still hold that open.
            while (!process.HasExited)
            {
                await Task.Delay(Poll, deadline.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        descendants.Kill();
        await process.WaitForExitAsync().ConfigureAwait(false);
    }

    /// <summary>Asks a process to end (SIGTERM; on Windows it is killed) and does not wait.</summary>
    /// <param name="process">The process.</param>
    public static void Ask(Process process)
    {
        ArgumentNullException.ThrowIfNull(process);
        if (OperatingSystem.IsWindows())
        {
            process.Kill();
        }
        else
        {
            _ = SendSignal(process.Id, SigTerm);
        }
    }

    private static ProcessStartInfo StartInfo(string path, IReadOnlyList<string> arguments)
    {
        var guard = OperatingSystem.IsLinux() ? Executables.Find("setpriv") : null;
        return new ProcessStartInfo(guard ?? path, guard is null ? arguments : ["--pdeathsig", "TERM", path, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static void Live(ProcessStartInfo info, Action<string>? onLine, TaskCompletionSource<Process> started)
    {
        var process = new Process { StartInfo = info };
        try
        {
            process.OutputDataReceived += (_, e) => Pass(e.Data, onLine);
            process.ErrorDataReceived += (_, e) => Pass(e.Data, onLine);
            _ = process.Start();
        }
        catch (Exception failure) when (failure is Win32Exception or IOException)
        {
            started.SetException(new TransportException($"{info.FileName} can't be started: {failure.Message}", failure));
            return;
        }

        // Drained whether somebody reads it or not: a full pipe would stall the child.
        if (info.RedirectStandardOutput)
        {
            process.BeginOutputReadLine();
        }

        if (info.RedirectStandardError)
        {
            process.BeginErrorReadLine();
        }

        started.SetResult(process);
        process.WaitForExit();
    }

    private static void Pass(string? line, Action<string>? onLine)
    {
        if (line is not null)
        {
            onLine?.Invoke(line);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
