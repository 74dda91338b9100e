using System.ComponentModel;
using System.Diagnostics;

namespace AgentBridge.Cli;

/// <summary>Programs that the command line runs.</summary>
internal static class Tools
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>The repository's root.</summary>
    /// <exception cref="CliException">The program runs without its sources.</exception>
    public static string RequireRoot(CliHost host, string command) =>
        host.Root ?? throw new CliException(ExitCodes.Usage, $"{command} needs the sources: run ./bridge {command} in a checkout");

    /// <summary>Runs a program to its end, its streams shared with ours or handed to <paramref name="onLine"/>; stops it when cancelled.</summary>
    public static async Task<int> RunAsync(
        string program, IEnumerable<string> arguments, string workingDirectory, Action<string>? onLine, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = workingDirectory, RedirectStandardOutput = onLine is not null, RedirectStandardError = onLine is not null };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        using var process = new Process { StartInfo = start };
        if (onLine is not null)
        {
            // Output and errors arrive on threads of their own; whoever collects lines gets them one at a time.
            var gate = new Lock();
            void Pass(string? line)
            {
                if (line is not null)
                {
                    lock (gate)
                    {
                        onLine(line);
                    }
                }
            }

            process.OutputDataReceived += (_, e) => Pass(e.Data);
            process.ErrorDataReceived += (_, e) => Pass(e.Data);
        }

        try
        {
            _ = process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new CliException(ExitCodes.Unavailable, $"{program} can't be started: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }

        if (onLine is not null)
        {
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process);
            throw;
        }

        return process.ExitCode;
    }

    /// <summary>The path of a program on the PATH; <see langword="null"/> where there is none.</summary>
    public static string? Find(string name, CliHost host) =>
        (host.Environment.TryGetValue("PATH", out var path) ? path : string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static async Task StopAsync(Process process)
    {
        // The terminal's Ctrl+C reached it too; a program that was started otherwise is ended here with all of its children.
        using var grace = new CancellationTokenSource(Grace);
        try
        {
            await process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
