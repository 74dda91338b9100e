namespace AgentBridge.Market;

/// <summary>
/// Supertrend: a band below the market in an upward trend and above it in a downward one, at a multiple of the average true range from the middle of the bar.
/// A band only moves towards the market until a close crosses it, which turns the trend. A copy of the state is a clone.
/// </summary>
/// <remarks>
/// Where the bands are depends on the bars since they were last set anew. No number of bars guarantees that they no longer depend on the start; as a rule they don't after
/// the trend has turned both ways.
/// </remarks>
public struct SupertrendState : IIndicator
{
    private readonly double _multiplier;
    private AtrState _atr;
    private double _upper;
    private double _lower;
    private double _close;
    private int _direction;

    /// <summary>Creates a state that has seen no bar.</summary>
    /// <param name="period">True ranges in their average, from 1 to 10,000.</param>
    /// <param name="multiplier">The distance of a band, in average true ranges; finite and above 0.</param>
    public SupertrendState(int period, double multiplier)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(multiplier);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(multiplier, double.MaxValue);
        _multiplier = multiplier;
        _atr = new AtrState(period);
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "supertrend",
        Title = "Supertrend",
        Parameters =
        [
            IndicatorParameter.Bars("period", 10, 1, WindowPeriod.Largest, "true ranges in their average"),
            new("multiplier", 3, 0.01, 100, "distance of a band in average true ranges"),
        ],
        Outputs = ["supertrend", "direction"],
        Formula = "bands at (high + low) / 2 +- multiplier * atr(period); the upper band only falls and the lower only rises until the close before is beyond it; "
            + "direction = -1 and supertrend = upper where the close is at or below the band in force, direction = 1 and supertrend = lower where it is above; "
            + "a band that is at the close only because the atr is below the last digit of the price changes nothing; first upward if the close is at or above the middle",
        Source = "Skender GetSuperTrend",
        FirstValue = static p => p.Bars("period") + 1,
        WarmUp = static _ => null,
        Open = static p => new SupertrendState(p.Bars("period"), p["multiplier"]),
    };

    /// <summary>The band in force, in the unit of the prices; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Value => _direction > 0 ? _lower : _direction < 0 ? _upper : double.NaN;

    /// <summary>1 in an upward trend (the band is below), -1 in a downward one (the band is above); 0 until <see cref="IsReady"/>.</summary>
    public readonly int Direction => _direction;

    /// <summary>Whether there is a band.</summary>
    public readonly bool IsReady => _direction != 0;

    /// <summary>Takes one closed bar.</summary>
    /// <param name="high">The highest price of the bar.</param>
    /// <param name="low">The lowest.</param>
    /// <param name="close">The last.</param>
    /// <returns>Whether the bar was taken; one with a value that is not finite, a high below its low, or a band beyond the greatest double is refused and changes nothing.</returns>
    public bool Update(double high, double low, double close)
    {
        // A copy is what can still be refused.
        var atr = _atr;
        if (!atr.Update(high, low, close))
        {
            return false;
        }

        if (atr.IsReady)
        {
            var middle = (0.5 * high) + (0.5 * low);
            var distance = _multiplier * atr.Value;
            var (upper, lower) = (middle + distance, middle - distance);
            if (!double.IsFinite(upper) || !double.IsFinite(lower))
            {
                return false;
            }

            Move(upper, lower, middle, close);
        }

        _atr = atr;
        _close = close;
        return true;
    }

    /// <summary>What <see cref="Value"/> and <see cref="Direction"/> would be after a forming bar; the state does not change.</summary>
    /// <param name="high">The high so far.</param>
    /// <param name="low">The low so far.</param>
    /// <param name="close">The last price so far.</param>
    /// <returns>The band and the direction; NaN and 0 if there were too few bars or <see cref="Update"/> would refuse this one.</returns>
    public readonly (double Value, int Direction) Peek(double high, double low, double close)
    {
        var copy = this;
        return copy.Update(high, low, close) ? (copy.Value, copy.Direction) : (double.NaN, 0);
    }

    /// <summary>Forgets every bar.</summary>
    public void Reset()
    {
        _atr.Reset();
        (_upper, _lower, _close, _direction) = (0, 0, 0, 0);
    }

    bool IIndicator.Update(in Candle bar) => Update(bar.High, bar.Low, bar.Close);

    readonly void IIndicator.Read(Span<double> values) => (values[0], values[1]) = (Value, IsReady ? Direction : double.NaN);

    readonly bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        var copy = this;
        var isTaken = copy.Update(bar.High, bar.Low, bar.Close);
        (values[0], values[1]) = isTaken && copy.IsReady ? (copy.Value, copy.Direction) : (double.NaN, double.NaN);
        return isTaken;
    }

    readonly IIndicator IIndicator.Clone() => this;

    private void Move(double upper, double lower, double middle, double close)
    {
        var isFirst = _direction == 0;
        _upper = isFirst || upper < _upper || _close > _upper ? upper : _upper;
        _lower = isFirst || lower > _lower || _close < _lower ? lower : _lower;
        var isUpward = isFirst ? close >= middle : _direction > 0;

        // In a halt the average true range fades below the last digit of the price: the lower band is then at the close by rounding alone, and nothing has touched it.
        var isTouched = close == _lower && (lower < middle || isFirst);
        var isDownward = isUpward ? close < _lower || isTouched : close <= _upper;
        _direction = isDownward ? -1 : 1;
    }
}
