namespace AgentBridge.Exchanges;

/// <summary>Keeps a least time between the starts of requests, however many ask at once; after a pause as many as the burst may start together.</summary>
internal sealed class RequestPacer(TimeSpan interval, int burst, TimeProvider timeProvider)
{
    private readonly Lock _gate = new();

    // The start of the next request if none were ever saved up; it may lie as far back as a whole burst.
    private long _next = long.MinValue;

    /// <summary>Waits for a turn.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var wait = TakeTurn();
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan TakeTurn()
    {
        lock (_gate)
        {
            var now = timeProvider.GetTimestamp();
            var step = (long)(interval.TotalSeconds * timeProvider.TimestampFrequency);
            var turn = Math.Max(now - (step * (burst - 1)), _next);
            _next = turn + step;
            return turn > now ? timeProvider.GetElapsedTime(now, turn) : TimeSpan.Zero;
        }
    }
}
