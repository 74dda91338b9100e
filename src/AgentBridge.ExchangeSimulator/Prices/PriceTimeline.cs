using AgentBridge.Market;

namespace AgentBridge.ExchangeSimulator;

/// <summary>
/// The price of one market as a function of wall time, and the resulting candles. There is no timer: answers are computed on
/// request, so a wall clock that jumps back shows the state of that time, and a command given then replaces everything after it.
/// </summary>
internal sealed class PriceTimeline
{
    private readonly List<PriceSegment> _segments;
    private readonly List<Candle> _closed = [];
    private readonly PricePath _path;
    private readonly long _originMs;
    private readonly long _stepMs;

    /// <summary>The price stays at the last close until the origin, then at the first price of the path.</summary>
    /// <param name="path">The path to play.</param>
    /// <param name="lastClose">The price until the origin.</param>
    /// <param name="originMs">When the last recorded candle closes.</param>
    /// <param name="stepMs">The length of a candle.</param>
    public PriceTimeline(PricePath path, double lastClose, long originMs, long stepMs)
    {
        _path = path;
        _originMs = originMs;
        _stepMs = stepMs;
        _segments = [new(long.MinValue, 0, 0, lastClose, false), new(originMs, 0, 0, path.PriceAt(0), false)];
    }

    public IReadOnlyList<PriceSegment> Segments => _segments;

    public double PriceAt(long ms)
    {
        var segment = _segments[IndexAt(ms)];
        return segment.IsPlaying ? _path.PriceAt(segment.PositionAt(ms)) : segment.Price;
    }

    public double PositionAt(long ms) => Math.Min(_segments[IndexAt(ms)].PositionAt(ms), _path.End);

    public bool IsPlayingAt(long ms) => _segments[IndexAt(ms)].IsPlaying;

    /// <summary>Continues along the path; not before the origin, so that the last recorded candle stays unchanged.</summary>
    public void Play(long ms, double pointMs) => Add(new(Math.Max(ms, _originMs), PositionAt(Math.Max(ms, _originMs)), pointMs, 0, false));

    /// <summary>Stops at the current price.</summary>
    public void Stop(long ms)
    {
        var from = Math.Max(ms, _originMs);
        Add(new(from, PositionAt(from), 0, PriceAt(from), false));
    }

    /// <summary>Stays at a price.</summary>
    public void Set(long ms, double price) => Add(new(ms, PositionAt(ms), 0, price, true));

    /// <summary>The candle of a window after the origin as it is at an instant in or after it.</summary>
    /// <param name="window">0 is the candle that opens at the origin.</param>
    /// <param name="nowMs">The instant.</param>
    public Candle CandleOf(int window, long nowMs)
    {
        var end = _originMs + ((window + 1L) * _stepMs);
        if (nowMs < end)
        {
            return Aggregate(window, nowMs);
        }

        for (var i = _closed.Count; i <= window; i++)
        {
            _closed.Add(Aggregate(i, long.MaxValue));
        }

        return _closed[window];
    }

    private void Add(PriceSegment segment)
    {
        _segments.RemoveAll(s => s.FromMs >= segment.FromMs);
        _segments.Add(segment);
        var stillClosed = (int)Math.Clamp((segment.FromMs - _originMs) / _stepMs, 0, _closed.Count);
        _closed.RemoveRange(stillClosed, _closed.Count - stillClosed);
    }

    private Candle Aggregate(int window, long nowMs)
    {
        var start = _originMs + (window * _stepMs);
        var end = Math.Min(nowMs, start + _stepMs - 1);
        var (low, high, volume) = (double.PositiveInfinity, double.NegativeInfinity, 0.0);
        for (var i = IndexAt(start); i < _segments.Count && _segments[i].FromMs <= end; i++)
        {
            var segment = _segments[i];
            var next = i + 1 < _segments.Count ? _segments[i + 1].FromMs : long.MaxValue;
            var from = Math.Max(start, segment.FromMs);
            var (lowest, highest) = segment.IsPlaying
                ? _path.RangeOf(segment.PositionAt(from), segment.PositionAt(Math.Min(end, next - 1)))
                : (segment.Price, segment.Price);
            low = Math.Min(low, lowest);
            high = Math.Max(high, highest);
            if (segment.IsPlaying)
            {
                // Prices are those of whole milliseconds; the volume is all that was played.
                var played = _path.VolumeBetween(segment.PositionAt(from), segment.PositionAt(Math.Min(Math.Min(nowMs, start + _stepMs), next)));
                volume = volume == 0 ? played : Math.Round(volume + played, PricePath.VolumeDigits);
            }
        }

        return new Candle(start, PriceAt(start), high, low, PriceAt(end), volume);
    }

    private int IndexAt(long ms)
    {
        var (low, high) = (0, _segments.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _segments[middle].FromMs <= ms ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
