using System.Runtime.InteropServices;

namespace AgentBridge.Benchmarks;

/// <summary>The machine on which the figures were measured.</summary>
internal static class Machine
{
    public static string Describe() =>
        FormattableString.Invariant($"{Cpu()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}");

    private static string Cpu()
    {
        const string path = "/proc/cpuinfo";
        if (!File.Exists(path))
        {
            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown CPU";
        }

        var line = File.ReadLines(path).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line is null ? "unknown CPU" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
