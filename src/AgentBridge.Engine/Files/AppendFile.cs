using System.Globalization;

namespace AgentBridge.Engine;

/// <summary>
/// A file to which whole lines are appended by several processes. Each session takes the lock <c>&lt;file&gt;.lock</c> and opens the file by its
/// path, so that a folder removed meanwhile is an error and not a lost write.
/// </summary>
internal sealed class AppendFile(string path, JournalOptions options)
{
    public string Path { get; } = path;

    public AppendSession OpenSession()
    {
        var lockPath = Path + ".lock";
        var lockFile = LockWait.Take(options.Disk, lockPath, options.LockTimeout) ?? throw new JournalException(JournalError.Locked, lockPath, string.Create(
            CultureInfo.InvariantCulture,
            $"{lockPath}: another process has held the lock for {options.LockTimeout.TotalSeconds} s; end it (lsof lists it) and start again."));
        try
        {
            return new AppendSession(lockFile, LineFile.Open(Path, options.Disk));
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }
}
