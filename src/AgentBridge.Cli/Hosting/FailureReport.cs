using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>Every failure as a line on stderr and an exit code: the one place where kinds of failure and codes meet.</summary>
internal static class FailureReport
{
    public static async Task<int> WriteAsync(Exception exception, CliHost host)
    {
        var (code, message) = Translate(exception, host);
        foreach (var line in message.Split('\n'))
        {
            await host.Error.WriteLineAsync($"bridge: {line}");
        }

        return code;
    }

    private static (int Code, string Message) Translate(Exception exception, CliHost host) => exception switch
    {
        CliException e => (e.ExitCode, e.Message),
        ConfigException e => (ExitCodes.Usage, e.Message),
        StrategyException e => (ExitCodes.Usage, e.Message),
        JournalException { Error: JournalError.BadContent } e => (ExitCodes.Usage, e.Message),
        JournalException e => (ExitCodes.Unavailable, e.Message),
        TransportException e => (ExitCodes.Unavailable, e.Message),
        CandleSourceException { Error: CandleSourceError.Unavailable or CandleSourceError.Stale or CandleSourceError.Unspecified } e => (ExitCodes.Unavailable, e.Message),
        CandleSourceException e => (ExitCodes.Usage, e.Message),
        OperationCanceledException => (ExitCodes.Interrupted, "interrupted"),
        _ when WriteFailure.Describe(exception) is { } what => (ExitCodes.Unavailable, what),
        _ => (ExitCodes.Bug, Bug(exception, host)),
    };

    private static string Bug(Exception exception, CliHost host)
    {
        var what = $"this is a bug: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}";
        var folder = host.Root is { } root ? Path.Combine(root, ".artifacts") : Path.GetTempPath();
        var path = Path.Combine(Directory.Exists(folder) ? folder : Path.GetTempPath(), "bridge-crash.log");
        try
        {
            File.AppendAllText(path, $"{SignalTimestamp.ToText(host.Clock.GetUtcNow())} {exception}\n");
            return $"{what} (trace in {path})";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return what;
        }
    }
}
