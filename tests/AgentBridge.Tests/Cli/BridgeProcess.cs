using System.Diagnostics;

namespace AgentBridge.Tests.Cli;

/// <summary>Programs as a shell runs them: the built command line beside the tests, the launcher.</summary>
internal static class BridgeProcess
{
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "bridge.dll");

    /// <summary>The dotnet that runs these tests.</summary>
    public static string Dotnet { get; } = Environment.ProcessPath is { } path && string.Equals(Path.GetFileNameWithoutExtension(path), "dotnet", StringComparison.Ordinal) ? path : "dotnet";

    /// <summary>
    /// What starts a program so that it hears SIGINT. Who runs the tests may be deaf to it, as everything is that a script starts with
    /// <c>&amp;</c>, and no shell gives that back to its children.
    /// </summary>
    private static Lazy<string[]> HearsInterrupts { get; } = new(() =>
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

    private static TimeSpan Limit { get; } = TimeSpan.FromMinutes(5);

    public static ProcessStartInfo Bash(string folder, string script, params string[] arguments)
    {
        string[] command = [.. HearsInterrupts.Value, "/bin/bash", "-c", script, "bash", .. arguments];
        return new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
    }

    /// <summary>Runs a bash script in which $BRIDGE is the built command line.</summary>
    public static Task<CliResult> RunAsync(BridgeCli cli, string script, params string[] arguments) => RunAsync(cli, Limit, script, arguments);

    /// <summary>Runs a bash script that may take its time.</summary>
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

    public static async Task<CliResult> RunAsync(ProcessStartInfo info, TimeSpan? limit = null)
    {
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(limit ?? Limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new CliResult(process.ExitCode, await output, await error);
    }
}
