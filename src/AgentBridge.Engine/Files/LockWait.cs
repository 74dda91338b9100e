namespace AgentBridge.Engine;

/// <summary>
/// One wait for an exclusive lock on a file, in turn. A process that writes without pause releases its lock only for moments, and one that polls for it
/// now and then would hardly ever see such a moment. So a process that finds the lock taken takes a second one, <c>&lt;lock&gt;.next</c>, and keeps it until it
/// has the first; and if that file exists, everybody takes it first. A writer that returns at once thus queues after the one that waited.
/// Python does the same in <c>agent_bridge/journal/append_file.py</c>; a program that takes only the first lock is merely less fair.
/// </summary>
internal sealed class LockWait(IJournalDisk disk, string path) : IDisposable
{
    /// <summary>The suffix of the second lock's name.</summary>
    public const string NextSuffix = ".next";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(5);

    private readonly string _nextPath = path + NextSuffix;
    private IJournalFile? _turn;
    private bool _hasWaited;

    /// <summary>Waits for the lock on this thread; <see langword="null"/> if another program held it all the time.</summary>
    /// <exception cref="JournalException">A file can't be opened.</exception>
    public static IJournalFile? Take(IJournalDisk disk, string path, TimeSpan timeout)
    {
        // The wait for another process uses real time, not the writer's clock.
        var started = TimeProvider.System.GetTimestamp();
        using var never = new ManualResetEventSlim();
        using var wait = new LockWait(disk, path);
        while (true)
        {
            if (wait.TryTake() is { } taken)
            {
                return taken;
            }

            if (TimeProvider.System.GetElapsedTime(started) > timeout)
            {
                return null;
            }

            never.Wait(FirstPause);
        }
    }

    /// <summary>Waits for the lock; <see langword="null"/> if another program held it all the time.</summary>
    /// <exception cref="JournalException">A file can't be opened.</exception>
    public static async Task<IJournalFile?> TakeAsync(IJournalDisk disk, string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var wait = new LockWait(disk, path);
        for (var pause = FirstPause; ; pause = 2 * pause < LongestPause ? 2 * pause : LongestPause)
        {
            if (wait.TryTake() is { } taken)
            {
                return taken;
            }

            if (TimeProvider.System.GetElapsedTime(started) > timeout)
            {
                return null;
            }

            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The lock, or <see langword="null"/> if it is not this process's turn yet: try again.</summary>
    /// <exception cref="JournalException">A file can't be opened.</exception>
    public IJournalFile? TryTake()
    {
        if (_turn is null && (_hasWaited || File.Exists(_nextPath)))
        {
            _hasWaited = true;
            _turn = disk.TryLock(_nextPath);
            if (_turn is null)
            {
                return null;
            }
        }

        var taken = disk.TryLock(path);
        _hasWaited |= taken is null;
        return taken;
    }

    /// <summary>Lets the next one wait for the lock.</summary>
    public void Dispose() => _turn?.Dispose();
}
