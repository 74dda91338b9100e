using AgentBridge.Engine;

namespace AgentBridge.Cli;

/// <summary>The users of a journal folder: one dry-run alone (it moves files away), or any number of agents.</summary>
internal static class JournalFolderLock
{
    public const string FileName = ".dry-run.lock";

    /// <summary>Takes the folder for a dry-run.</summary>
    /// <exception cref="CliException">Another dry-run, an agent or a running bot uses it.</exception>
    /// <exception cref="JournalException">The folder can't be used.</exception>
    public static FileStream TakeAlone(string folder)
    {
        var held = Take(folder, FileAccess.ReadWrite, FileShare.None, "a dry-run or an agent");
        try
        {
            return BotFolder.IsInUse(folder) ? throw InUse("a running bot", folder, null) : held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Takes the folder for an agent, so that no dry-run moves its journals away.</summary>
    /// <exception cref="CliException">A dry-run uses it.</exception>
    /// <exception cref="JournalException">The folder can't be used.</exception>
    public static FileStream TakeShared(string folder) => Take(folder, FileAccess.Read, FileShare.Read, "a dry-run");

    private static FileStream Take(string folder, FileAccess access, FileShare share, string user)
    {
        var path = Path.Combine(folder, FileName);
        var existed = false;
        try
        {
            _ = Directory.CreateDirectory(folder);
            existed = File.Exists(path);
            return new FileStream(path, FileMode.OpenOrCreate, access, share);
        }
        catch (IOException exception) when (existed)
        {
            throw InUse(user, folder, exception);
        }
        catch (Exception exception) when (WriteFailure.Describe(exception) is { } what)
        {
            throw new JournalException(JournalError.NotWritable, folder, $"{folder}: the journals can't be written here ({what}); name another folder with JOURNAL_DIR", exception);
        }
    }

    private static CliException InUse(string user, string folder, Exception? cause) =>
        new(ExitCodes.Unavailable, $"{user} is using {folder}; wait for its end, or name another folder with JOURNAL_DIR", cause);
}
