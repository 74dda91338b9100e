using AgentBridge.Market;

namespace AgentBridge.Signals;

/// <summary>One feed of a run: the source of its base candles, and how far they were delivered.</summary>
internal sealed class FeedTrack
{
    private readonly Timeframe _base;
    private readonly Timeframe _target;
    private readonly long _warmUp;
    private readonly long _fromMs;
    private CandleResampler _resampler;
    private CandleSeries? _series;
    private int _next;
    private long _lastOpenMs;
    private long _taken;

    /// <summary>Creates a feed that has received nothing.</summary>
    /// <param name="index">Its number in the list of feeds.</param>
    /// <param name="request">The strategy's request.</param>
    /// <param name="symbol">The strategy's own pair.</param>
    /// <param name="timeframe">The base timeframe: that of the pair being decided.</param>
    /// <param name="fromMs">The open of the first candle of another pair to pass; earlier ones are not passed.</param>
    public FeedTrack(int index, FeedRequest request, string symbol, Timeframe timeframe, long fromMs)
    {
        _fromMs = fromMs;
        var pair = request.Pair?.ToString();
        Index = index;
        Request = request;
        Pair = string.Equals(pair, symbol, StringComparison.Ordinal) ? null : pair;
        _base = timeframe;
        _target = request.Timeframe ?? timeframe;
        _warmUp = request.WarmUpOn(timeframe);
        _resampler = new CandleResampler(timeframe, _target);
    }

    public int Index { get; }

    public FeedRequest Request { get; }

    /// <summary>The other pair; <see langword="null"/> where the strategy's own candles feed it.</summary>
    public string? Pair { get; }

    /// <summary>The open of the next candle to deliver; the maximum value if there is none yet.</summary>
    public long NextOpenMs => _series is { } series && _next < series.Count ? series.OpenTimes[_next] : long.MaxValue;

    /// <summary>Updates the candles. False if they don't continue those already passed.</summary>
    public bool TryContinue(CandleSeries? series)
    {
        _series = series;
        _next = 0;
        if (series is null || _taken == 0)
        {
            _next = series is null ? 0 : FirstFrom(series, _fromMs);
            return true;
        }

        var found = series.OpenTimes.BinarySearch(_lastOpenMs);
        _next = found >= 0 ? found + 1 : ~found;
        return _next == series.Count || series.OpenTimes[_next] == _lastOpenMs + _base.Milliseconds;
    }

    private static int FirstFrom(CandleSeries series, long openMs)
    {
        var found = series.OpenTimes.BinarySearch(openMs);
        return found >= 0 ? found : ~found;
    }

    /// <summary>Passes the next candle.</summary>
    public void HandNext(IStrategyStream stream) => Hand(_series![_next++], stream);

    /// <summary>Passes a candle.</summary>
    public void Hand(in Candle candle, IStrategyStream stream)
    {
        _taken = candle.OpenTimeMs == _lastOpenMs + _base.Milliseconds ? _taken + 1 : 1;
        _lastOpenMs = candle.OpenTimeMs;
        if (_resampler.Add(candle, out var whole))
        {
            stream.OnFeed(Index, whole);
        }
    }

    /// <summary>Whether this feed is missing for a decision at an instant: its newest candle is missing, or too few precede it.</summary>
    public bool IsMissingAt(long closeMs) => _taken < _warmUp || _lastOpenMs + _base.Milliseconds < _target.FloorToOpen(closeMs);

    /// <summary>Whether another pair's candles, passed or not, end before the one that a decision at an instant needs.</summary>
    public bool LacksAt(long closeMs)
    {
        var newest = _series is { Count: > 0 } series ? series.OpenTimes[^1] : long.MinValue;
        return Pair is not null && Math.Max(newest, _taken == 0 ? long.MinValue : _lastOpenMs) < _target.FloorToOpen(closeMs) - _base.Milliseconds;
    }
}
