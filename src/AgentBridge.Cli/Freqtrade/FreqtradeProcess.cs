using System.Diagnostics;

namespace AgentBridge.Cli;

/// <summary>A running Freqtrade; its output goes to a log file.</summary>
internal sealed class FreqtradeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly TextWriter _log;
    private bool _ended;

    private FreqtradeProcess(Process process, TextWriter log) => (_process, _log) = (process, log);

    public bool HasExited => _process.HasExited;

    public static async Task<FreqtradeProcess> StartAsync(FreqtradeEnvironment environment, Installation installation, string runFolder, string configPath)
    {
        var userData = Path.Combine(runFolder, "user_data");
        _ = Directory.CreateDirectory(Path.Combine(userData, "strategies"));
        var log = TextWriter.Synchronized(new StreamWriter(LogPath(runFolder)) { AutoFlush = true });
        string[] arguments =
        [
            "trade", "--config", configPath, "--userdir", userData,
            "--strategy", "AgentBridgeStrategy", "--strategy-path", installation.StrategyFolder,
        ];
        var process = await ChildProcess.StartAsync(
            environment.Python,
            FreqtradeEnvironment.Run(arguments),
            info =>
            {
                info.WorkingDirectory = runFolder;
                Isolate(info.Environment);

                // 2026.9 wraps its log at the width of a terminal, and Python must not write beside the sources.
                info.Environment["COLUMNS"] = "4000";
                info.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
            },
            log.WriteLine);
        return new FreqtradeProcess(process, log);
    }

    /// <summary>Why it ended, in its own words.</summary>
    public static string LastWords(string runFolder)
    {
        using var file = new FileStream(LogPath(runFolder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.LastOrDefault(l => l.Contains("agentbridge:", StringComparison.Ordinal)) ?? lines.LastOrDefault(l => l.Contains("ERROR", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "it printed nothing";
    }

    /// <summary>Ends it; a second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        await ChildProcess.StopAsync(_process, Grace);

        // Its exit is seen before its last lines: none may arrive once the file is closed.
        await _process.WaitForExitAsync();
        await _log.DisposeAsync();
        _process.Dispose();
    }

    /// <summary>
    /// Removes what the user's shell sets for another Freqtrade (settings) and for the network (proxies): this one uses its own configuration,
    /// on an exchange of this machine.
    /// </summary>
    public static void Isolate(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(name => name.StartsWith("FREQTRADE__", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            _ = environment.Remove(name);
        }

        environment["no_proxy"] = environment["NO_PROXY"] = "*";
    }

    private static string LogPath(string runFolder) => Path.Combine(runFolder, "freqtrade.txt");
}
