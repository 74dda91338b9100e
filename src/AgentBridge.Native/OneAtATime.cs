namespace AgentBridge.Native;

/// <summary>
/// Runs work that may block (a disk, another program's lock) for a caller that must not: one item at a time, in the background. The caller waits
/// briefly for it and gets a late result at a later call. While an item hangs, nobody waits and nothing is started.
/// </summary>
/// <typeparam name="TKey">The key of an item of work.</typeparam>
/// <typeparam name="T">The result of the work.</typeparam>
/// <param name="wait">The maximum wait of a call.</param>
internal sealed class OneAtATime<TKey, T>(TimeSpan wait)
    where TKey : IEquatable<TKey>
{
    private readonly Lock _lock = new();
    private (TKey Key, Task<T> Task)? _work;

    /// <summary>Whether the work is done; if not: ask again.</summary>
    /// <param name="key">Which work.</param>
    /// <param name="begin">The work; may block and throw.</param>
    /// <param name="result">The result; an exception of the work is thrown here, and the next call starts it again.</param>
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
