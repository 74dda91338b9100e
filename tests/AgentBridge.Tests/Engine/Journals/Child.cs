using System.Diagnostics;
using AgentBridge.CrashChild;

namespace AgentBridge.Tests.Engine;

/// <summary>Runs AgentBridge.CrashChild, or a command of this machine, to its end.</summary>
internal static class Child
{
    public static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public static Task<ChildEnd> RunAsync(params string[] arguments) => StartAsync(Dotnet, [typeof(JournalKind).Assembly.Location, .. arguments]);

    /// <summary>Under a file size limit whose signal is ignored (by default it kills); the runtime's double mapping needs a big file, so it is switched off.</summary>
    public static Task<ChildEnd> RunLimitedAsync(int kilobytes, params string[] arguments) => StartAsync(
        "bash",
        ["-c", $"trap '' XFSZ; ulimit -f {kilobytes}; export DOTNET_EnableWriteXorExecute=0; exec \"$@\"", "bash", Dotnet, typeof(JournalKind).Assembly.Location, .. arguments]);

    public static async Task<ChildEnd> StartAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start) ?? throw new InvalidOperationException(program + " did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ChildEnd(process.ExitCode, await output, await error);
    }

    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}

internal sealed record ChildEnd(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
