using AgentBridge.Engine;

namespace AgentBridge.Cli;

/// <summary>
/// The journal folder of dry-runs. A new run moves the files of the previous one to <c>archive/&lt;run_id&gt;/</c>, so that the same
/// candles can be replayed again; nothing is deleted. One dry-run at a time.
/// </summary>
internal sealed class DryRunFolder : IDisposable
{
    public const string ArchiveName = "archive";

    private const string RunIdName = "run_id";
    private const string RunName = "run";
    private const string ActionLogs = "actions-";

    private readonly FileStream _lock;

    private DryRunFolder(string path, string runId, FileStream heldLock) => (Path, RunId, _lock) = (path, runId, heldLock);

    public string Path { get; }

    public string RunId { get; }

    /// <summary>Where the run's own server, channel and sample live.</summary>
    public string RunPath => System.IO.Path.Combine(Path, RunName);

    /// <summary>Locks the folder for a run and archives the files of the previous one.</summary>
    /// <exception cref="CliException">Another dry-run uses the folder.</exception>
    /// <exception cref="JournalException">The folder can't be used.</exception>
    public static DryRunFolder Open(string path, string runId)
    {
        var held = JournalFolderLock.TakeAlone(path);
        try
        {
            ArchivePrevious(path);
            File.WriteAllText(System.IO.Path.Combine(path, RunIdName), runId + "\n");
            var folder = new DryRunFolder(path, runId, held);
            _ = Directory.CreateDirectory(folder.RunPath);
            return folder;
        }
        catch (Exception exception)
        {
            held.Dispose();
            if (WriteFailure.Describe(exception) is { } what)
            {
                throw new JournalException(JournalError.NotWritable, path, $"{path}: the journals can't be written here ({what}); name another folder with JOURNAL_DIR", exception);
            }

            throw;
        }
    }

    public void Dispose() => _lock.Dispose();

    private static void ArchivePrevious(string path)
    {
        var idFile = System.IO.Path.Combine(path, RunIdName);
        var wasRun = File.Exists(idFile);

        // The folder is the user's: only files of the journals and of a dry-run are moved.
        var left = Directory.EnumerateFileSystemEntries(path).Where(e => IsOurs(System.IO.Path.GetFileName(e), wasRun)).ToList();
        if (left.Count == 0)
        {
            return;
        }

        var id = wasRun ? File.ReadAllText(idFile).Trim() : "unnamed";
        id = id is { Length: > 0 and <= 100 } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' || (c == '.' && id[0] != '.')) ? id : "unnamed";
        var target = System.IO.Path.Combine(path, ArchiveName, id);
        for (var n = 2; Directory.Exists(target); n++)
        {
            target = System.IO.Path.Combine(path, ArchiveName, FormattableString.Invariant($"{id}-{n}"));
        }

        _ = Directory.CreateDirectory(target);
        foreach (var entry in left)
        {
            Directory.Move(entry, System.IO.Path.Combine(target, System.IO.Path.GetFileName(entry)));
        }
    }

    private static bool IsOurs(string name, bool wasRun) =>
        name.StartsWith(DecisionJournal.FileName, StringComparison.Ordinal)
        || name.StartsWith(TradeResultJournal.FileName, StringComparison.Ordinal)
        || name.StartsWith(ActionLogs, StringComparison.Ordinal)
        || (wasRun && (name is RunName or RunIdName));
}
