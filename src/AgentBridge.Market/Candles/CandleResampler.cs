namespace AgentBridge.Market;

/// <summary>
/// Makes candles of a higher timeframe of closed candles, one by one: a whole number of candles, from the bucket's open on
/// (<see cref="Timeframe.FloorToOpen"/>: weeks start on Monday). A bucket that starts before the first candle, or that lacks
/// one, is left out. Allocates nothing.
/// </summary>
public struct CandleResampler
{
    private readonly long _stepMs;
    private readonly int _ratio;
    private readonly Timeframe _target;
    private Candle _bucket;
    private int _held;

    /// <summary>Creates a resampler that has seen no candle.</summary>
    /// <param name="timeframe">The timeframe of the input candles.</param>
    /// <param name="target">The length of the candles that go out.</param>
    /// <exception cref="ArgumentException">The target is shorter, or its candles don't end where candles end.</exception>
    public CandleResampler(Timeframe timeframe, Timeframe target)
    {
        if (!CanResample(timeframe, target))
        {
            throw new ArgumentException($"{target} can't be built from {timeframe} candles: it must be a whole multiple, on the same grid.", nameof(target));
        }

        _stepMs = timeframe.Milliseconds;
        _ratio = (int)(target.Milliseconds / timeframe.Milliseconds);
        _target = target;
    }

    /// <summary>The number of input candles in one output candle.</summary>
    public readonly int Ratio => _ratio;

    /// <summary>Whether candles of one timeframe can be built from another's: a whole multiple that opens and closes on the same grid.</summary>
    /// <param name="timeframe">The timeframe of the input candles.</param>
    /// <param name="target">The length of the candles that go out.</param>
    public static bool CanResample(Timeframe timeframe, Timeframe target) =>
        timeframe.IsSet && target.IsSet && target.Milliseconds >= timeframe.Milliseconds && target.Milliseconds % timeframe.Milliseconds == 0
        && timeframe.IsOnGrid(target.FloorToOpen(0));

    /// <summary>Takes the next closed candle.</summary>
    /// <param name="candle">The closed candle.</param>
    /// <param name="whole">The candle of the higher timeframe that it completes; the default value where it completes none.</param>
    /// <returns>Whether it completes one.</returns>
    public bool Add(in Candle candle, out Candle whole)
    {
        whole = default;
        if (_ratio == 0)
        {
            return false;
        }

        var open = _target.FloorToOpen(candle.OpenTimeMs);
        if (candle.OpenTimeMs == open)
        {
            _bucket = candle;
            _held = 1;
        }
        else if (_held > 0 && _bucket.OpenTimeMs == open && candle.OpenTimeMs == open + (_held * _stepMs))
        {
            _bucket = _bucket with
            {
                High = Math.Max(_bucket.High, candle.High),
                Low = Math.Min(_bucket.Low, candle.Low),
                Close = candle.Close,
                Volume = _bucket.Volume + candle.Volume,
            };
            _held++;
        }
        else
        {
            _held = 0;
            return false;
        }

        if (_held < _ratio)
        {
            return false;
        }

        whole = _bucket;
        _held = 0;
        return true;
    }
}
