using System.Diagnostics;
using System.Globalization;

namespace AgentBridge.Tests.Cli;

/// <summary>Programs as a shell runs them: the built command line in the folder of the tests, and the launcher.</summary>
internal static class BridgeProcess
{
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "bridge.dll");

    /// <summary>The dotnet that runs these tests.</summary>
    public static string Dotnet { get; } = Environment.ProcessPath is { } path && string.Equals(Path.GetFileNameWithoutExtension(path), "dotnet", StringComparison.Ordinal) ? path : "dotnet";

    /// <summary>
    /// Starts a program so that it receives SIGINT. The test runner may ignore it, as every process does that a script starts with
    /// <c>&amp;</c>, and shells do not restore it for their children.
    /// </summary>
    private static Lazy<string[]> WithDefaultSignals { get; } = new(() =>
    {
        string[] command = ["/usr/bin/env", "--default-signal=INT"];
        if (!File.Exists(command[0]))
        {
            return [];
        }

        using var trial = Process.Start(new ProcessStartInfo(command[0], [command[1], "true"]) { UseShellExecute = false, RedirectStandardError = true })!;
        trial.WaitForExit();
        return trial.ExitCode == 0 ? command : [];
    });

    private const string RunVariable = "AB_TEST_RUN";

    private static int _runs;

    /// <summary>How long the children of a program may keep its output open after its end; a test that expects them gone checks that itself.</summary>
    private static readonly TimeSpan LeftAfterwards = TimeSpan.FromMinutes(1);

    private static TimeSpan Limit { get; } = TimeSpan.FromMinutes(5);

    public static ProcessStartInfo Bash(string folder, string script, params string[] arguments)
    {
        string[] command = [.. WithDefaultSignals.Value, "/bin/bash", "-c", script, "bash", .. arguments];
        return new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
    }

    /// <summary>Runs a bash script in which $BRIDGE is the built command line.</summary>
    public static Task<CliResult> RunAsync(BridgeCli cli, string script, params string[] arguments) => RunAsync(cli, Limit, script, arguments);

    /// <summary>Runs a bash script with a long time limit.</summary>
    public static Task<CliResult> RunAsync(BridgeCli cli, TimeSpan limit, string script, params string[] arguments)
    {
        var info = Bash(cli.Folder, script, arguments);
        info.Environment["BRIDGE"] = $"{Dotnet} exec {Program}";
        foreach (var (key, value) in cli.Environment)
        {
            info.Environment[key] = value;
        }

        return RunAsync(info, limit);
    }

    /// <summary>
    /// Runs a program to its end and kills what it leaves behind: a script that fails half-way would otherwise keep its children, and these its
    /// output, and the test would wait forever instead of reporting the error.
    /// </summary>
    public static async Task<CliResult> RunAsync(ProcessStartInfo info, TimeSpan? limit = null, TimeSpan? leftAfterwards = null)
    {
        var run = FormattableString.Invariant($"{Environment.ProcessId}-{Interlocked.Increment(ref _runs)}");
        var mark = $"{RunVariable}={run}";
        info.Environment[RunVariable] = run;
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var ends = Task.WhenAll(output, error);
        try
        {
            await process.WaitForExitAsync().WaitAsync(limit ?? Limit);
        }
        catch (TimeoutException exception)
        {
            process.Kill(entireProcessTree: true);
            KillMarked(mark);
            _ = await Task.WhenAny(ends, Task.Delay(LeftAfterwards));
            throw new TimeoutException($"{string.Join(' ', info.ArgumentList)}\ndid not end within {limit ?? Limit}; its output:\n{(ends.IsCompletedSuccessfully ? output.Result + error.Result : "nothing that could be read")}", exception);
        }

        if (await Task.WhenAny(ends, Task.Delay(leftAfterwards ?? LeftAfterwards)) != ends)
        {
            KillMarked(mark);
        }

        return new CliResult(process.ExitCode, await output, await error);
    }

    // Identified by their environment, whatever their parent is by now.
    private static void KillMarked(string mark)
    {
        foreach (var folder in OperatingSystem.IsLinux() ? Directory.EnumerateDirectories("/proc") : [])
        {
            try
            {
                if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                    && File.ReadAllText(Path.Combine(folder, "environ")).Split('\0').Contains(mark, StringComparer.Ordinal))
                {
                    using var left = Process.GetProcessById(id);
                    left.Kill();
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
            {
                // It has ended meanwhile, or is not accessible.
            }
        }
    }
}
