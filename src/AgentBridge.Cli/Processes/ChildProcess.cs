using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>Servers and programs that must not outlive this process: each gets SIGTERM, once, when this process dies in any way (Linux).</summary>
public static class ChildProcess
{
    private const int SigInt = 2;
    private const int SigTerm = 15;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    // Ctrl+C reaches this process and its child at once; on a busy machine, the child's end may be noticed first.
    private static readonly TimeSpan LateRequest = TimeSpan.FromSeconds(1);

    // For each child, the end of its watcher, which comes after its own end.
    private static readonly ConditionalWeakTable<Process, Task> Watches = [];

    /// <summary>Starts a program. Its streams are redirected and drained, unless <paramref name="configure"/> lets it share ours.</summary>
    /// <param name="path">The program's path.</param>
    /// <param name="arguments">Passed one by one; no shell interprets them.</param>
    /// <param name="configure">Sets further options (folder, environment, streams to share); <see langword="null"/> for none.</param>
    /// <param name="onLine">Takes each line of its output and errors, from any thread; <see langword="null"/> throws them away.</param>
    /// <exception cref="TransportException">The program can't be started.</exception>
    public static Task<Process> StartAsync(string path, IReadOnlyList<string> arguments, Action<ProcessStartInfo>? configure = null, Action<string>? onLine = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(arguments);
        var watch = ParentWatch.TryOpen();
        var info = watch?.StartInfo(path, arguments) ?? new ProcessStartInfo(path, arguments);
        info.UseShellExecute = false;
        info.RedirectStandardInput = info.RedirectStandardOutput = info.RedirectStandardError = true;
        configure?.Invoke(info);
        return Task.FromResult(Start(new Process { StartInfo = info }, path, onLine, watch));
    }

    /// <summary>Waits for a process's end; stops it when cancelled.</summary>
    /// <param name="process">The child process.</param>
    /// <param name="grace">How long it may take to end after the request.</param>
    /// <param name="cancellationToken">Stops the process.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="OperationCanceledException">It was stopped, or it failed and the request to stop came within a second.</exception>
    public static Task<int> WaitAsync(Process process, TimeSpan grace, CancellationToken cancellationToken) => WaitAsync(process, grace, LateRequest, cancellationToken);

    /// <summary>Waits for a process's end; stops it when cancelled.</summary>
    /// <param name="process">The child process.</param>
    /// <param name="grace">How long it may take to end after the request.</param>
    /// <param name="lateRequest">How long after a failed child's end a request still counts as its cause.</param>
    /// <param name="cancellationToken">Stops the process.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="OperationCanceledException">It was stopped, or it failed and the request to stop came in time.</exception>
    public static async Task<int> WaitAsync(Process process, TimeSpan grace, TimeSpan lateRequest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(process);
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            await WatchEndAsync(process).ConfigureAwait(false);
            if (process.ExitCode != 0 && cancellationToken.CanBeCanceled)
            {
                await Task.Delay(lateRequest, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process, grace).ConfigureAwait(false);
            throw;
        }

        return process.ExitCode;
    }

    /// <summary>Asks a process to end (SIGTERM), waits for the grace, then kills what is left of it and of the processes that it had started.</summary>
    /// <param name="process">The child process.</param>
    /// <param name="grace">How long it may take to end after the request.</param>
    public static async Task StopAsync(Process process, TimeSpan grace)
    {
        ArgumentNullException.ThrowIfNull(process);
        if (process.HasExited)
        {
            await WatchEndAsync(process).ConfigureAwait(false);
            return;
        }

        using var deadline = new CancellationTokenSource(grace);

        // Listed while their parent lives: afterwards their parent can't be determined.
        var descendants = Descendants.Of(process.Id);
        Ask(process);
        try
        {
            // Do not wait for the end of its output: one of its own children may still hold it open.
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
        await WatchEndAsync(process).ConfigureAwait(false);
    }

    /// <summary>Asks a process to end (SIGTERM; on Windows it is killed) and does not wait.</summary>
    /// <param name="process">The child process.</param>
    public static void Ask(Process process) => Send(process, SigTerm);

    /// <summary>Interrupts a process as Ctrl+C does (SIGINT; on Windows it is killed) and does not wait.</summary>
    /// <param name="process">The child process.</param>
    public static void Interrupt(Process process) => Send(process, SigInt);

    private static void Send(Process process, int signal)
    {
        ArgumentNullException.ThrowIfNull(process);
        if (OperatingSystem.IsWindows())
        {
            process.Kill();
        }
        else
        {
            _ = SendSignal(process.Id, signal);
        }
    }

    private static Process Start(Process process, string path, Action<string>? onLine, ParentWatch? watch)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, e) => Pass(e.Data, onLine);
        process.ErrorDataReceived += (_, e) => Pass(e.Data, onLine);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ended.SetResult();
        try
        {
            _ = process.Start();
        }
        catch (Exception failure) when (failure is Win32Exception or IOException)
        {
            ended.SetResult();
            _ = ReleaseAsync(ended.Task, watch);
            throw new TransportException($"{path} can't be started: {failure.Message}", failure);
        }

        Watches.Add(process, ReleaseAsync(ended.Task, watch));

        // Drained even without a reader: a full pipe would stall the child.
        if (process.StartInfo.RedirectStandardOutput)
        {
            process.BeginOutputReadLine();
        }

        if (process.StartInfo.RedirectStandardError)
        {
            process.BeginErrorReadLine();
        }

        return process;
    }

    private static async Task ReleaseAsync(Task end, ParentWatch? watch)
    {
        await end.ConfigureAwait(false);
        if (watch is not null)
        {
            await watch.ReleaseAsync().ConfigureAwait(false);
        }
    }

    private static Task WatchEndAsync(Process process) => Watches.TryGetValue(process, out var end) ? end : Task.CompletedTask;

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
