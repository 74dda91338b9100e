namespace AgentBridge.Exchanges;

/// <summary>Keeps a least time between the starts of requests, however many ask at once.</summary>
internal sealed class RequestPacer(TimeSpan interval, TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private long _next = timeProvider.GetTimestamp();

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
            var start = Math.Max(now, _next);
            _next = start + (long)(interval.TotalSeconds * timeProvider.TimestampFrequency);
            return timeProvider.GetElapsedTime(now, start);
        }
    }
}
