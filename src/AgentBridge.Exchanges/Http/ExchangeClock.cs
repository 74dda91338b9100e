using System.Diagnostics.CodeAnalysis;

namespace AgentBridge.Exchanges;

/// <summary>
/// The exchange's time, asked once in a while and carried on by the local monotonic clock, so a jump of the local wall clock
/// does not matter. It lags by the answer's network delay and never runs ahead: a candle counts as closed when the exchange itself
/// would say so. If the exchange does not report its time, there is no time: the local clock is no substitute, because a running
/// candle taken as closed is a wrong price.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore that nobody asks for a wait handle holds nothing to dispose.")]
internal sealed class ExchangeClock(Func<CancellationToken, Task<long>> ask, TimeSpan refresh, TimeProvider timeProvider)
{
    private readonly SemaphoreSlim _asking = new(1, 1);
    private Reading? _reading;

    /// <summary>Unix milliseconds.</summary>
    public async Task<long> GetNowAsync(CancellationToken cancellationToken)
    {
        var reading = Current() ?? await AskAsync(cancellationToken).ConfigureAwait(false);
        return reading.ServerMs + (long)timeProvider.GetElapsedTime(reading.Timestamp).TotalMilliseconds;
    }

    /// <summary>Requests the time again next time, because the reported time does not fit the candles.</summary>
    public void Forget() => Volatile.Write(ref _reading, null);

    private Reading? Current() => Volatile.Read(ref _reading) is { } reading && timeProvider.GetElapsedTime(reading.Timestamp) < refresh ? reading : null;

    /// <summary>One request, however many need its answer.</summary>
    private async Task<Reading> AskAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Current() is { } known)
            {
                return known;
            }

            var serverMs = await ask(cancellationToken).ConfigureAwait(false);
            var reading = new Reading(serverMs, timeProvider.GetTimestamp());
            Volatile.Write(ref _reading, reading);
            return reading;
        }
        finally
        {
            _ = _asking.Release();
        }
    }

    private sealed record Reading(long ServerMs, long Timestamp);
}
