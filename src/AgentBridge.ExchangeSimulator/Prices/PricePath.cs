using AgentBridge.Market;

namespace AgentBridge.ExchangeSimulator;

/// <summary>
/// The path of the price through the candles to be played. A position counts points: 4·i is the open of candle i, then its low,
/// high and close. Each point is held, then left in equal steps for the next one; from a close to the next open the price jumps,
/// as it did when it was recorded.
/// </summary>
internal sealed class PricePath
{
    /// <summary>The decimals of an amount that was computed rather than recorded, as on Binance.</summary>
    public const int VolumeDigits = 8;

    private const int PointsPerCandle = 4;

    private readonly Candle[] _candles;
    private readonly PriceGrid _grid;
    private readonly double _holdShare;
    private readonly int _steps;
    private readonly double _before;

    /// <summary>Creates a path through candles.</summary>
    /// <param name="candles">The candles to be played, without gaps.</param>
    /// <param name="before">The price where there is nothing to be played.</param>
    /// <param name="grid">Where steps may end.</param>
    /// <param name="holdShare">The fraction of a point's time during which the price stays, between 0 and 1.</param>
    /// <param name="steps">The steps of a move.</param>
    public PricePath(Candle[] candles, double before, PriceGrid grid, double holdShare, int steps)
    {
        _candles = candles;
        _before = before;
        _grid = grid;
        _holdShare = holdShare;
        _steps = steps;
    }

    /// <summary>The position at which everything has been played.</summary>
    public int End => _candles.Length * PointsPerCandle;

    /// <summary>The price at a position; beyond the end the last close.</summary>
    public double PriceAt(double position)
    {
        var unit = UnitOf(position);
        return unit < 0 ? _before : PriceIn(unit, position - unit);
    }

    /// <summary>The price of the point at a whole position, below <see cref="End"/>.</summary>
    public double PointAt(int unit) => Point(unit);

    /// <summary>The base volume of the trade at a point: a quarter of the candle's.</summary>
    public double PointVolume(int unit) => _candles[unit / PointsPerCandle].Volume / PointsPerCandle;

    /// <summary>The lowest and highest price between two positions, both included.</summary>
    public (double Low, double High) RangeOf(double from, double to)
    {
        var (first, last) = (UnitOf(from), UnitOf(to));
        if (first < 0)
        {
            return (_before, _before);
        }

        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var unit = first; unit <= last; unit++)
        {
            // Within a point's time the price moves one way only, so its ends are its extremes.
            var start = PriceIn(unit, unit == first ? from - unit : 0);
            var end = PriceIn(unit, unit == last ? to - unit : 1);
            low = Math.Min(low, Math.Min(start, end));
            high = Math.Max(high, Math.Max(start, end));
        }

        return (low, high);
    }

    /// <summary>The volume played between two positions; a candle played whole yields exactly its recorded volume.</summary>
    public double VolumeBetween(double from, double to)
    {
        var (start, end) = (Math.Clamp(from / PointsPerCandle, 0, _candles.Length), Math.Clamp(to / PointsPerCandle, 0, _candles.Length));
        if (start == Math.Floor(start) && end == start + 1)
        {
            return _candles[(int)start].Volume;
        }

        var volume = 0.0;
        for (var i = (int)start; i < _candles.Length && i < end; i++)
        {
            volume += _candles[i].Volume * (Math.Min(end - i, 1) - Math.Max(start - i, 0));
        }

        return Math.Round(volume, VolumeDigits);
    }

    private int UnitOf(double position) => (int)Math.Min(Math.Max(position, 0), End - 1);

    private double PriceIn(int unit, double fraction)
    {
        var from = Point(unit);
        if (fraction < _holdShare || unit % PointsPerCandle == PointsPerCandle - 1)
        {
            return from;
        }

        var to = Point(unit + 1);
        var step = Math.Min(_steps, 1 + (int)((fraction - _holdShare) / (1 - _holdShare) * _steps));
        return step == _steps ? to : Math.Clamp(_grid.Round(from + ((to - from) * step / _steps)), Math.Min(from, to), Math.Max(from, to));
    }

    private double Point(int unit)
    {
        var candle = _candles[unit / PointsPerCandle];
        return (unit % PointsPerCandle) switch
        {
            0 => candle.Open,
            1 => candle.Low,
            2 => candle.High,
            _ => candle.Close,
        };
    }
}
