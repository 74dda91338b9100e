namespace AgentBridge.Market;

/// <summary>
/// The progress of a feed with a pair, and the candles missing since: closed candles in order, each once, without a hole. For implementers of an
/// <see cref="ICandleFeed"/>.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class CandleFollower
{
    /// <summary>The most candles that are fetched for one hole.</summary>
    public const int MaxMissing = 100_000;

    private readonly ICandleSource _source;
    private readonly string _symbol;
    private readonly Timeframe _timeframe;
    private readonly TimeProvider _clock;
    private long? _lastOpenMs;

    /// <summary>Creates a follower that has not started.</summary>
    /// <param name="source">Where missing candles are fetched.</param>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">The timeframe, that is the length of each candle.</param>
    /// <param name="afterOpenMs">The open of the last known candle; <see langword="null"/> starts with the newest closed one of the first answer.</param>
    /// <param name="clock">The wall clock, by which closes are expected.</param>
    public CandleFollower(ICandleSource source, string symbol, Timeframe timeframe, long? afterOpenMs, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        ArgumentNullException.ThrowIfNull(clock);
        if (!timeframe.IsSet || (afterOpenMs is { } open && !timeframe.IsOnGrid(open)))
        {
            throw new ArgumentException($"{afterOpenMs} is not the open of a {timeframe} candle.", nameof(afterOpenMs));
        }

        (_source, _symbol, _timeframe, _clock, _lastOpenMs) = (source, symbol, timeframe, clock, afterOpenMs);
    }

    /// <summary>
    /// How long it is until the next candle closes by the clock; zero or less where it should have closed already. Never more than a candle: a clock
    /// that is behind the exchange's is no reason to sleep for longer.
    /// </summary>
    public TimeSpan UntilClose
    {
        get
        {
            var nowMs = _clock.GetUtcNow().ToUnixTimeMilliseconds();
            var leftMs = _lastOpenMs is { } last ? last + (2 * _timeframe.Milliseconds) - nowMs : 0;
            return TimeSpan.FromMilliseconds(Math.Min(leftMs, _timeframe.Milliseconds));
        }
    }

    /// <summary>Accepts a pushed candle.</summary>
    /// <param name="candle">A closed candle.</param>
    /// <returns>Whether it is the next one and possible; any other is not accepted, and <see cref="FetchAsync"/> gets the missing ones.</returns>
    public bool TryTake(in Candle candle)
    {
        if (_lastOpenMs is not { } last || candle.OpenTimeMs != last + _timeframe.Milliseconds || !IsPossible(candle))
        {
            return false;
        }

        _lastOpenMs = candle.OpenTimeMs;
        return true;
    }

    /// <summary>Whether a candle was already accepted.</summary>
    /// <param name="candle">Judged by its open alone.</param>
    public bool IsKnown(in Candle candle) => candle.OpenTimeMs <= _lastOpenMs;

    /// <summary>Fetches and accepts the closed candles since the last accepted one; none if there are none yet.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CandleSourceException">They are not available; <see cref="CandleSourceException.IsFinal"/> if the hole is longer than can be fetched.</exception>
    public async Task<IReadOnlyList<Candle>> FetchAsync(CancellationToken cancellationToken)
    {
        var candles = await _source.GetCandlesAsync(_symbol, _timeframe, Limit(_clock.GetUtcNow().ToUnixTimeMilliseconds()), cancellationToken).ConfigureAwait(false);
        if (candles.Count == 0)
        {
            return [];
        }

        if (_lastOpenMs is not { } last)
        {
            _lastOpenMs = candles.OpenTimes[^1];
            return [];
        }

        if (candles.OpenTimes[0] > last + _timeframe.Milliseconds)
        {
            // The source is ahead of this machine's clock.
            candles = await _source.GetCandlesAsync(_symbol, _timeframe, Limit(candles.CloseTimeMs(candles.Count - 1)), cancellationToken).ConfigureAwait(false);
        }

        return Take(candles, last);
    }

    private List<Candle> Take(CandleSeries candles, long last)
    {
        if (candles.OpenTimes[0] > last + _timeframe.Milliseconds)
        {
            throw Hole(last, candles.OpenTimes[0]);
        }

        var found = candles.OpenTimes.BinarySearch(last);
        List<Candle> taken = [];
        for (var i = found < 0 ? ~found : found + 1; i < candles.Count; i++)
        {
            taken.Add(candles[i]);
            _lastOpenMs = candles.OpenTimes[i];
        }

        return taken;
    }

    private int Limit(long nowMs)
    {
        if (_lastOpenMs is not { } last)
        {
            return 1;
        }

        var missing = Math.Max(0, (nowMs - last) / _timeframe.Milliseconds) + 2;
        return missing <= MaxMissing ? (int)missing : throw Hole(last, nowMs);
    }

    private CandleSourceException Hole(long last, long next) => new(
        CandleSourceError.BadData, $"{_symbol} {_timeframe}: the candles from {CandleTime.ToText(last + _timeframe.Milliseconds)} to {CandleTime.ToText(next)} are not available from the source; start after them")
    {
        IsFinal = true,
    };

    private bool IsPossible(in Candle candle)
    {
        var row = new CandleColumnsBuilder(1);
        row.Add(candle);
        return CandleValidator.Inspect(_timeframe, row.Build(), new CandleValidationOptions { RequireStep = false }).IsClean;
    }
}
