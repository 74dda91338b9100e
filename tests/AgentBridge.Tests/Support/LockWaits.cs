using AgentBridge.Engine;

namespace AgentBridge.Tests.Support;

/// <summary>Observes who waits for a lock.</summary>
internal static class LockWaits
{
    /// <summary>Returns when another process waits for a lock: it then holds the lock of the queue.</summary>
    public static async Task UntilAnotherWaitsAsync(string lockPath, Task waiting)
    {
        while (true)
        {
            waiting.IsCompleted.Should().BeFalse("the lock is held");
            using var next = File.Exists(lockPath + ".next") ? PhysicalDisk.Instance.TryLock(lockPath + ".next") : PhysicalDisk.Instance.OpenRead("/dev/null");
            if (next is null)
            {
                return;
            }

            await Task.Delay(1);
        }
    }
}
