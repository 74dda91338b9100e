using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>A feed over any source: polls a moment after each close, and again until the candle is available.</summary>
/// <threadsafety>Any number of threads; each enumeration polls separately.</threadsafety>
public sealed class PolledCandleFeed : ICandleFeed
{
    // The exchange closes its candle a moment after the clock does.
    private static readonly TimeSpan AfterClose = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    // A machine that slept or a clock that was set is noticed within this.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(15);

    private readonly ICandleSource _source;
    private readonly TimeProvider _clock;

    /// <summary>A feed over a source.</summary>
    /// <param name="source">Asked again and again for its newest candles.</param>
    /// <param name="clock">The wall clock, against which freshness is measured.</param>
    public PolledCandleFeed(ICandleSource source, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(clock);
        (_source, _clock) = (source, clock);
    }

    /// <summary>Receives each failure that is retried.</summary>
    /// <value><see langword="null"/> by default.</value>
    public Action<CandleSourceException>? Failed { get; init; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Candle> FollowAsync(
        string symbol, Timeframe timeframe, long? afterOpenMs = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var follower = new CandleFollower(_source, symbol, timeframe, afterOpenMs, _clock);
        while (true)
        {
            foreach (var candle in await NextAsync(follower, cancellationToken).ConfigureAwait(false))
            {
                yield return candle;
            }
        }
    }

    private async Task<IReadOnlyList<Candle>> NextAsync(CandleFollower follower, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (await follower.FetchAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 } candles)
                {
                    return candles;
                }

                await SleepUntilCloseAsync(follower, cancellationToken).ConfigureAwait(false);
            }
            catch (CandleSourceException failure) when (!failure.IsFinal)
            {
                Failed?.Invoke(failure);
                await SleepForAsync(failure.RetryAfter is { } asked && asked > AfterFailure ? asked : AfterFailure, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A wait for the next close by the wall clock, or a second where it should have come.</summary>
    private async Task SleepUntilCloseAsync(CandleFollower follower, CancellationToken cancellationToken)
    {
        var left = follower.UntilClose + AfterClose;
        var longest = left > TimeSpan.Zero ? left : AskAgain;
        var instant = _clock.GetUtcNow() + longest;

        // A clock that is set ends the wait.
        for (var rest = longest; rest > TimeSpan.Zero && rest <= longest; rest = instant - _clock.GetUtcNow())
        {
            await Task.Delay(rest < LongestSleep ? rest : LongestSleep, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A wait of a fixed length, independent of the wall clock.</summary>
    private async Task SleepForAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var start = _clock.GetTimestamp();
        while (length - _clock.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < LongestSleep ? left : LongestSleep, _clock, cancellationToken).ConfigureAwait(false);
        }
    }
}
