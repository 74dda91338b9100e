using Microsoft.Extensions.Logging;

namespace AgentBridge.Engine;

/// <summary>The log events of journals, of the file channel and of the loading of plug-ins. Numbers are never reused.</summary>
internal static partial class FileEvents
{
    [LoggerMessage(1301, LogLevel.Debug, "journal {Path} is open")]
    public static partial void JournalOpened(this ILogger logger, string path);

    [LoggerMessage(1302, LogLevel.Warning, "journal {Path}: its last line was incomplete ({Repair})")]
    public static partial void JournalRepaired(this ILogger logger, string path, JournalRepair repair);

    [LoggerMessage(1303, LogLevel.Error, "journal failure ({Error}): {Reason}")]
    public static partial void JournalFailed(this ILogger logger, JournalError error, string reason);

    [LoggerMessage(1401, LogLevel.Debug, "file channel {Folder}: decision_id {DecisionId}: {Result}")]
    public static partial void SignalWritten(this ILogger logger, string folder, Guid decisionId, Schema.PublishResult result);

    [LoggerMessage(1402, LogLevel.Warning, "{Reason}")]
    public static partial void FileChannelFailed(this ILogger logger, string reason);

    [LoggerMessage(1501, LogLevel.Information, "strategy assembly {Path} (SHA-256 {Sha256}) is loaded: {Strategies}")]
    public static partial void AssemblyLoaded(this ILogger logger, string path, string sha256, string strategies);

    [LoggerMessage(1502, LogLevel.Error, "strategy assembly refused: {Reason}")]
    public static partial void AssemblyRefused(this ILogger logger, string reason);
}
