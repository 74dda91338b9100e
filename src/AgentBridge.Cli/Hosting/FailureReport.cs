using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>Every failure as a line on stderr, an exit code and, with --json, a document: the one place where kinds of failure and codes meet.</summary>
internal static class FailureReport
{
    public static async Task<int> WriteAsync(Exception exception, CliHost host, bool json)
    {
        var (name, code, message) = Translate(exception, host);
        if (json)
        {
            JsonOut.WriteFailure(host, name, code, message);
        }

        foreach (var line in message.Split('\n'))
        {
            await host.Error.WriteLineAsync($"bridge: {line}");
        }

        return code;
    }

    /// <summary>The failure of one of several pairs, as lines that name it; the others continue.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="of">What failed: a pair.</param>
    /// <param name="documents">Takes its document; <see langword="null"/> if none is wanted.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <returns>Its exit code.</returns>
    public static async Task<int> SayAsync(Exception exception, string of, ICollection<string>? documents, CliHost host)
    {
        var (name, code, message) = Translate(exception, host);
        documents?.Add(JsonOut.Text(new PairFailureDocument(of, new ErrorDocument(name, code, message)), DocumentJson.Default.PairFailureDocument));
        foreach (var line in message.Split('\n'))
        {
            await host.Error.WriteLineAsync($"bridge: {of}: {line}");
        }

        return code;
    }

    /// <summary>The failure of one of several files, as lines that name it; the others continue.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="file">What failed: a file.</param>
    /// <param name="documents">Takes its document; <see langword="null"/> if none is wanted.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <returns>Its exit code.</returns>
    public static async Task<int> SayOfFileAsync(Exception exception, string file, ICollection<string>? documents, CliHost host)
    {
        var (name, code, message) = Translate(exception, host);
        documents?.Add(JsonOut.Text(new FileFailureDocument(file, new ErrorDocument(name, code, message)), DocumentJson.Default.FileFailureDocument));
        foreach (var line in message.Split('\n'))
        {
            await host.Error.WriteLineAsync($"bridge: {line}");
        }

        return code;
    }

    private static (string Name, int Code, string Message) Translate(Exception exception, CliHost host) => exception switch
    {
        CliException e => (NameOf(e.ExitCode), e.ExitCode, e.Message),
        ConfigException e => ("CONFIG_INVALID", ExitCodes.Usage, e.Message),
        OptionsException e => ("OPTIONS_INVALID", ExitCodes.Usage, e.Message),
        StrategyException e => ("STRATEGY_INVALID", ExitCodes.Usage, Remedies.TextOf(e)),
        JournalException { Error: JournalError.BadContent } e => ("JOURNAL_INVALID", ExitCodes.Usage, e.Message),
        JournalException e => ("JOURNAL_UNAVAILABLE", ExitCodes.Unavailable, e.Message),
        TransportException e => ("CHANNEL_UNAVAILABLE", ExitCodes.Unavailable, e.Message),
        CandleSourceException { Error: CandleSourceError.Unavailable or CandleSourceError.Stale or CandleSourceError.Unspecified } e => ("CANDLES_UNAVAILABLE", ExitCodes.Unavailable, Remedies.TextOf(e)),
        CandleSourceException e => ("CANDLES_INVALID", ExitCodes.Usage, Remedies.TextOf(e)),
        OperationCanceledException => (NameOf(ExitCodes.Interrupted), ExitCodes.Interrupted, "interrupted"),
        _ when WriteFailure.Describe(exception) is { } what => ("NOT_WRITABLE", ExitCodes.Unavailable, what),
        _ => (NameOf(ExitCodes.Bug), ExitCodes.Bug, Bug(exception, host)),
    };

    private static string NameOf(int exitCode) => exitCode switch
    {
        ExitCodes.CheckFailed => "CHECK_FAILED",
        ExitCodes.Usage => "USAGE",
        ExitCodes.Unavailable => "UNAVAILABLE",
        ExitCodes.Interrupted => "INTERRUPTED",
        _ => "BUG",
    };

    private static string Bug(Exception exception, CliHost host)
    {
        var what = $"this is a bug: {exception.GetType().Name}: {PlainMessage.Of(exception)}";
        var folder = Installation.Of(host)?.DataFolder ?? Path.GetTempPath();
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
