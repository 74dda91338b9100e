namespace AgentBridge.Engine;

/// <summary>
/// The journal folder of a running bot: it keeps <see cref="LockName"/> in it locked (flock) for as long as it runs. One bot, one
/// folder; by default a folder of its name under the journal folder.
/// </summary>
public static class BotFolder
{
    /// <summary>The lock's file.</summary>
    public const string LockName = "bot.lock";

    /// <summary>The folders of bots right under a journal folder, in ordinal order; none where the folder is missing.</summary>
    /// <param name="folder">The journal folder.</param>
    public static IReadOnlyList<string> Under(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var bots = Directory.EnumerateDirectories(folder).Where(path => File.Exists(Path.Combine(path, LockName))).ToArray();
        Array.Sort(bots, StringComparer.Ordinal);
        return bots;
    }

    /// <summary>Whether a running bot uses the folder.</summary>
    /// <param name="folder">The journal folder, such as <c>decision_logs</c>.</param>
    /// <exception cref="JournalException">The lock's file can't be opened.</exception>
    public static bool IsInUse(string folder)
    {
        var path = Path.Combine(folder, LockName);
        if (!File.Exists(path))
        {
            return false;
        }

        using var taken = PhysicalDisk.Instance.TryLock(path);
        return taken is null;
    }
}
