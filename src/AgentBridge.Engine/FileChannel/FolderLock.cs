using System.Diagnostics;
using System.Globalization;
using AgentBridge.Schema;

namespace AgentBridge.Engine.FileChannel;

/// <summary>
/// The writers' lock: flock(2), exclusive, on <c>.lock</c> in the folder, taken in turn (<see cref="LockWait"/>). The kernel frees it when
/// the holder dies. The file is empty and never removed.
/// </summary>
internal static class FolderLock
{
    private const int FirstPauseMs = 1;
    private const int LongestPauseMs = 5;

    /// <summary>Waits for the lock; dispose what comes back to free it.</summary>
    /// <exception cref="TransportException">Somebody else held it all the time.</exception>
    /// <exception cref="JournalException">The file can't be opened.</exception>
    public static async Task<IDisposable> TakeAsync(string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var wait = new LockWait(PhysicalDisk.Instance, path);
        for (var pause = FirstPauseMs; ; pause = Math.Min(2 * pause, LongestPauseMs))
        {
            if (wait.TryTake() is { } taken)
            {
                return taken;
            }

            if (Stopwatch.GetElapsedTime(began) >= timeout)
            {
                throw new TransportException(string.Create(CultureInfo.InvariantCulture, $"file channel: another program has held {path} for {timeout.TotalMilliseconds:0} ms"));
            }

            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }
}
