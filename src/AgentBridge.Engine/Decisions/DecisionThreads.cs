namespace AgentBridge.Engine;

/// <summary>The answer of <see cref="DecisionThreads{T}"/>.</summary>
public enum DecisionAnswer
{
    /// <summary>Unspecified; treat it as no decision.</summary>
    Unspecified = 0,

    /// <summary>Decided in time.</summary>
    Decided = 1,

    /// <summary>Not decided yet, and not late yet: ask again.</summary>
    Pending = 2,

    /// <summary>Late (GENERATOR_TIMEOUT): no decision on this candle, and none on this pair until the thread has returned.</summary>
    TimedOut = 3,
}

/// <summary>
/// Runs decisions of strategies on separate threads, for a caller that has open trades to guard. A pair has at most one thread. A
/// late answer is dropped, however fresh it is: a strategy that answers late is in doubt. A candle that was late is started once more
/// if the thread returns before the next one (the machine may have been busy), and then not again.
/// </summary>
/// <typeparam name="T">The result of a decision.</typeparam>
/// <threadsafety>Any number of threads.</threadsafety>
public sealed class DecisionThreads<T>
{
    /// <summary>The maximum number of hanging threads; beyond it nothing is started.</summary>
    public const int MostHanging = 8;

    /// <summary>The maximum number of starts per candle.</summary>
    private const int Tries = 2;

    // The wait for a pair when others have used up the total: enough for a strategy that answers normally.
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Work> _works = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long CloseMs, int Times)> _late = new(StringComparer.Ordinal);
    private readonly TimeSpan _limit;
    private readonly TimeProvider _clock;
    private TimeSpan _waitBudget;
    private long _waitBudgetAt;

    /// <summary>Decisions with a limit.</summary>
    /// <param name="limit">How long a decision may take; more than 0. All questions together wait no longer than this, or half of the elapsed time.</param>
    /// <param name="clock">Its monotonic side measures.</param>
    public DecisionThreads(TimeSpan limit, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(clock);
        (_limit, _clock, _waitBudget, _waitBudgetAt) = (limit, clock, limit, clock.GetTimestamp());
    }

    /// <summary>Has a candle decided, and waits for it.</summary>
    /// <param name="pair">The pair of the candle, and the form of the decision.</param>
    /// <param name="closeMs">Its close, in Unix milliseconds.</param>
    /// <param name="decide">Decides; may never return, and may throw. It must share nothing with a later call.</param>
    /// <param name="result">The decision, if there is one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public DecisionAnswer Ask(string pair, long closeMs, Func<T> decide, out T result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(decide);
        result = default!;
        Work work;
        TimeSpan wait;
        lock (_lock)
        {
            if (_works.TryGetValue(pair, out var held) && !held.IsDone)
            {
                work = held;
            }
            else if (held is not null && TryTake(pair, held, closeMs, out result))
            {
                return DecisionAnswer.Decided;
            }
            else if ((_late.TryGetValue(pair, out var late) && late.CloseMs == closeMs && late.Times >= Tries) || _works.Values.Count(IsHanging) >= MostHanging)
            {
                return DecisionAnswer.TimedOut;
            }
            else
            {
                _works[pair] = work = new Work(closeMs, decide, _clock);
            }

            var left = _limit - _clock.GetElapsedTime(work.Started);
            if (left <= TimeSpan.Zero)
            {
                return Late(pair, work);
            }

            var budget = WaitBudget();
            wait = left < budget ? left : budget > LeastWait ? budget : LeastWait;
        }

        var began = _clock.GetTimestamp();
        try
        {
            _ = Task.WaitAny([work.Task], (int)Math.Ceiling(wait.TotalMilliseconds), cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                _waitBudget = WaitBudget() - _clock.GetElapsedTime(began);
            }
        }

        lock (_lock)
        {
            if (!work.IsDone)
            {
                return IsHanging(work) ? Late(pair, work) : DecisionAnswer.Pending;
            }

            return TryTake(pair, work, closeMs, out result) ? DecisionAnswer.Decided
                : work.WasLate && work.CloseMs == closeMs ? DecisionAnswer.TimedOut
                : DecisionAnswer.Pending;
        }
    }

    /// <summary>Takes a finished result; returns whether it belongs to the requested candle and was in time.</summary>
    private bool TryTake(string pair, Work work, long closeMs, out T result)
    {
        _ = _works.Remove(pair);
        if (work.Took > _limit)
        {
            _ = Late(pair, work);
        }

        var counts = !work.WasLate && work.CloseMs == closeMs;
        result = counts ? work.Task.GetAwaiter().GetResult() : default!;
        return counts;
    }

    private DecisionAnswer Late(string pair, Work work)
    {
        if (!work.WasLate)
        {
            work.WasLate = true;
            _late[pair] = (work.CloseMs, _late.TryGetValue(pair, out var late) && late.CloseMs == work.CloseMs ? late.Times + 1 : 1);
        }

        return DecisionAnswer.TimedOut;
    }

    private bool IsHanging(Work work) => !work.IsDone && _clock.GetElapsedTime(work.Started) >= _limit;

    private TimeSpan WaitBudget()
    {
        var now = _clock.GetTimestamp();
        var refilled = _waitBudget + (_clock.GetElapsedTime(_waitBudgetAt, now) / 2);
        (_waitBudget, _waitBudgetAt) = (refilled < _limit ? refilled : _limit, now);
        return _waitBudget;
    }

    private sealed class Work
    {
        public Work(long closeMs, Func<T> decide, TimeProvider clock)
        {
            (CloseMs, Started) = (closeMs, clock.GetTimestamp());

            // A dedicated thread: hanging pool threads would block everything else in the pool. As a background thread it does not delay the process's end.
            Task = System.Threading.Tasks.Task.Factory.StartNew(
                () =>
                {
                    try
                    {
                        return decide();
                    }
                    finally
                    {
                        Took = clock.GetElapsedTime(Started);
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }

        public long CloseMs { get; }

        public long Started { get; }

        public Task<T> Task { get; }

        public bool IsDone => Task.IsCompleted;

        public TimeSpan Took { get; private set; }

        public bool WasLate { get; set; }
    }
}
