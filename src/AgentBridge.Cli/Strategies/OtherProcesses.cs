using AgentBridge.Signals;
using AgentBridge.Testing;

namespace AgentBridge.Cli;

/// <summary>The same strategy on the same candles in processes of other time zones and cultures.</summary>
internal static class OtherProcesses
{
    private static readonly (string Zone, string Language, bool ForeignCulture)[] Places =
    [
        ("Pacific/Kiritimati", "tr_TR.UTF-8", true),
        ("America/St_Johns", "C", false),
    ];

    /// <summary>Compares the plans; a finding where a process has others.</summary>
    /// <exception cref="CliException">A process can't be started, or fails.</exception>
    public static async Task<StrategyFinding?> CompareAsync(Strategy strategy, StrategyFiles files, bool quarantine, string digest, CliHost host, CancellationToken cancellationToken)
    {
        var (program, first) = Itself();
        foreach (var (zone, language, foreign) in Places)
        {
            string[] words = [.. first, "strategies", StrategiesDigestCommand.Name, .. CheckArguments.Words(strategy, files, quarantine), .. foreign ? [StrategiesDigestCommand.ForeignCulture] : Array.Empty<string>()];
            var lines = new List<string>();
            var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["TZ"] = zone, ["LANG"] = language, ["LC_ALL"] = language };
            var exit = await Tools.RunAsync(program, words, host.WorkingDirectory, lines.Add, cancellationToken, environment);
            if (exit != ExitCodes.Success)
            {
                throw new CliException(ExitCodes.Unavailable, $"a second process for the check ended with {exit}: {string.Join(' ', lines.TakeLast(3))}");
            }

            if (!lines.Contains(digest, StringComparer.Ordinal))
            {
                return new StrategyFinding(CheckRule.Determinism.Name, null, $"another process (TZ={zone}, {(foreign ? "decimal comma" : "decimal point")}) has other plans");
            }
        }

        return null;
    }

    /// <summary>This program as a command: the host and the assembly, or the program alone where it is one file.</summary>
    private static (string Program, string[] First) Itself()
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "bridge.dll");
        var process = Environment.ProcessPath ?? "dotnet";
        var isHost = string.Equals(Path.GetFileNameWithoutExtension(process), "dotnet", StringComparison.Ordinal);
        return isHost || (File.Exists(assembly) && !string.Equals(Path.GetFileNameWithoutExtension(process), "bridge", StringComparison.Ordinal))
            ? (isHost ? process : "dotnet", [assembly])
            : (process, []);
    }
}
