namespace AgentBridge.Exchanges;

/// <summary>
/// The exchange's time, asked once in a while and carried on by the local monotonic clock, so a jump of the local wall clock
/// does not matter. It lags by the answer's network delay and never runs ahead: a candle counts as closed when the exchange itself
/// would say so. If the exchange does not report its time, there is no time: the local clock is no substitute, because a running
/// candle taken as closed is a wrong price.
/// </summary>
internal sealed class ExchangeClock(Func<CancellationToken, Task<long>> ask, TimeSpan refresh, TimeProvider timeProvider)
{
    private Reading? _reading;

    /// <summary>Unix milliseconds.</summary>
    public async Task<long> GetNowAsync(CancellationToken cancellationToken)
    {
        var reading = Volatile.Read(ref _reading);
        if (reading is null || timeProvider.GetElapsedTime(reading.Timestamp) >= refresh)
        {
            var serverMs = await ask(cancellationToken).ConfigureAwait(false);
            reading = new Reading(serverMs, timeProvider.GetTimestamp());
            Volatile.Write(ref _reading, reading);
        }

        return reading.ServerMs + (long)timeProvider.GetElapsedTime(reading.Timestamp).TotalMilliseconds;
    }

    /// <summary>Asks again next time: the reported time does not fit the candles.</summary>
    public void Forget() => Volatile.Write(ref _reading, null);

    private sealed record Reading(long ServerMs, long Timestamp);
}
