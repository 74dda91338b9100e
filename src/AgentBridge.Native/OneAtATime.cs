namespace AgentBridge.Native;

/// <summary>
/// Work that may block (a disk, another program's lock), for a caller that must not: one piece at a time, beside the caller, who waits
/// a moment for it and takes what is late at a later question. While one piece hangs nobody waits, and nothing is begun.
/// </summary>
/// <typeparam name="TKey">What tells pieces of work apart.</typeparam>
/// <typeparam name="T">What comes of them.</typeparam>
/// <param name="wait">How long a question may take.</param>
internal sealed class OneAtATime<TKey, T>(TimeSpan wait)
    where TKey : IEquatable<TKey>
{
    private readonly Lock _lock = new();
    private (TKey Key, Task<T> Task)? _work;

    /// <summary>Whether the work is done; if not: ask again.</summary>
    /// <param name="key">Which work.</param>
    /// <param name="begin">Does it; may block and throw.</param>
    /// <param name="result">What came of it; what it threw is thrown here, and the next question begins anew.</param>
    public bool TryTake(TKey key, Func<T> begin, out T result)
    {
        Task<T> task;
        lock (_lock)
        {
            if (_work is { Task.IsCompleted: false })
            {
                result = default!;
                return false;
            }

            if (_work is not { } held || !held.Key.Equals(key))
            {
                _work = (key, Task.Run(begin));
            }

            task = _work.Value.Task;
        }

        if (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(wait))
        {
            result = default!;
            return false;
        }

        lock (_lock)
        {
            if (_work?.Task == task)
            {
                _work = null;
            }
        }

        result = task.GetAwaiter().GetResult();
        return true;
    }
}
