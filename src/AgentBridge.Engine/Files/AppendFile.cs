using System.Globalization;

namespace AgentBridge.Engine;

/// <summary>
/// A file to which whole lines are appended by several processes. Each visit takes the lock <c>&lt;file&gt;.lock</c> and opens the file by its
/// path, so that a folder removed meanwhile is an error and not a write into nowhere.
/// </summary>
internal sealed class AppendFile(string path, JournalOptions options)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    public string Path { get; } = path;

    public AppendVisit Visit()
    {
        var lockFile = Lock();
        try
        {
            return new AppendVisit(Path, lockFile, Open(), options.Disk);
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    private IJournalFile Open()
    {
        var file = options.Disk.Open(Path);
        try
        {
            if (file.Length == 0)
            {
                // Just made, or made by a process that ended before it could do this.
                options.Disk.FlushFolder(System.IO.Path.GetDirectoryName(Path)!);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private IJournalFile Lock()
    {
        var lockPath = Path + ".lock";
        // Another process is waited for in real time, whatever the journal's clock says.
        var started = TimeProvider.System.GetTimestamp();
        using var never = new ManualResetEventSlim();
        using var wait = new LockWait(options.Disk, lockPath);
        while (true)
        {
            if (wait.TryTake() is { } handle)
            {
                return handle;
            }

            if (TimeProvider.System.GetElapsedTime(started) > options.LockTimeout)
            {
                throw new JournalException(JournalError.Locked, lockPath, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{lockPath}: another process has held the lock for {options.LockTimeout.TotalSeconds} s; end it (lsof names it) and start again."));
            }

            never.Wait(Pause);
        }
    }
}
