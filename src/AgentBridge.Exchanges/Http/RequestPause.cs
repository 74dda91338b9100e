using AgentBridge.Market;

namespace AgentBridge.Exchanges;

/// <summary>
/// The wait that the exchange has asked for, kept in one place for every kind of request: retries, pages, the clock, the next
/// cycle. Until it has passed nothing is sent.
/// </summary>
internal sealed class RequestPause(TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private long _until = timeProvider.GetTimestamp();
    private string _reason = string.Empty;

    /// <summary>The remaining wait; zero if there is none.</summary>
    public TimeSpan Left
    {
        get
        {
            lock (_gate)
            {
                var left = timeProvider.GetElapsedTime(timeProvider.GetTimestamp(), _until);
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Starts a wait, or extends the current one.</summary>
    /// <param name="wait">From now.</param>
    /// <param name="reason">One line: the server, the reason and the end of the wait.</param>
    /// <returns>Whether there was no wait before.</returns>
    public bool Begin(TimeSpan wait, string reason)
    {
        lock (_gate)
        {
            var isNew = Left == TimeSpan.Zero;
            var until = timeProvider.GetTimestamp() + (long)(wait.TotalSeconds * timeProvider.TimestampFrequency);
            if (until >= _until)
            {
                (_until, _reason) = (until, reason);
            }

            return isNew;
        }
    }

    /// <summary>The error of a request during the wait.</summary>
    public CandleSourceException Refusal()
    {
        lock (_gate)
        {
            return new CandleSourceException(CandleSourceError.Unavailable, _reason) { RetryAfter = Left };
        }
    }

    /// <summary>Refuses while the wait is on.</summary>
    /// <exception cref="CandleSourceException">It is.</exception>
    public void ThrowIfOn()
    {
        if (Left > TimeSpan.Zero)
        {
            throw Refusal();
        }
    }
}
