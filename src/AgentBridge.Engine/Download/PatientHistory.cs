using System.Runtime.CompilerServices;
using AgentBridge.Market;

namespace AgentBridge.Engine;

/// <summary>
/// A history that waits out the stops of its source (too many requests, bans, 5xx, broken connections, timeouts) and continues behind the last candle. It
/// waits as long as the source asks for, else 5 s, twice as long each time, at most a minute.
/// </summary>
/// <threadsafety>As the source's: each enumeration has its own waits.</threadsafety>
public sealed class PatientHistory : ICandleHistory
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly ICandleHistory _history;
    private readonly TimeSpan _maxWait;
    private readonly TimeProvider _clock;

    /// <summary>Waits for a history.</summary>
    /// <param name="history">The source.</param>
    /// <param name="maxWait">How long to wait without a candle, all waits since the last one together; a wait that would exceed it is the source's failure.</param>
    /// <param name="clock">Measures the waits.</param>
    public PatientHistory(ICandleHistory history, TimeSpan maxWait, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWait, TimeSpan.Zero);
        (_history, _maxWait, _clock) = (history, maxWait, clock);
    }

    /// <inheritdoc/>
    public string Place => _history.Place;

    /// <summary>Receives each stop before it is waited out; any thread.</summary>
    /// <value>Nobody by default.</value>
    public Action<HistoryStop>? Stopped { get; init; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CandleColumns> DownloadAsync(
        string symbol, Timeframe timeframe, long fromMs, long toMs, Action<CandleFinding>? leftOut = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (cursor, waited, stops) = (fromMs, TimeSpan.Zero, 0);
        var told = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            // What is left out behind the last candle of a page is found again after a stop.
            var pages = _history.DownloadAsync(symbol, timeframe, cursor, toMs, found => Tell(found, told, leftOut), cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (pages.ConfigureAwait(false))
            {
                while (true)
                {
                    TimeSpan wait;
                    try
                    {
                        if (!await pages.MoveNextAsync().ConfigureAwait(false))
                        {
                            yield break;
                        }

                        (waited, stops, wait) = (TimeSpan.Zero, 0, TimeSpan.Zero);
                    }
                    catch (CandleSourceException stop) when (stop is { Error: CandleSourceError.Unavailable, IsFinal: false })
                    {
                        wait = WaitAfter(stop, stops++);
                        if (waited + wait > _maxWait)
                        {
                            throw;
                        }

                        waited += wait;
                        Stopped?.Invoke(new HistoryStop(symbol, timeframe, stop.Message, wait));
                    }

                    if (wait > TimeSpan.Zero)
                    {
                        await Task.Delay(wait, _clock, cancellationToken).ConfigureAwait(false);
                        break;
                    }

                    cursor = pages.Current.At(pages.Current.Count - 1).OpenTimeMs + 1;
                    yield return pages.Current;
                }
            }
        }
    }

    private static TimeSpan WaitAfter(CandleSourceException stop, int stops)
    {
        var doubled = FirstWait * Math.Pow(2, Math.Min(stops, 10));
        var wait = doubled < LongestWait ? doubled : LongestWait;
        return stop.RetryAfter is { } asked && asked > wait ? asked : wait;
    }

    private static void Tell(CandleFinding found, HashSet<string> told, Action<CandleFinding>? leftOut)
    {
        if (told.Add(found.Detail))
        {
            leftOut?.Invoke(found);
        }
    }
}
