namespace AgentBridge.Market;

/// <summary>
/// The realised volatility of one bar: the root of the mean squared logarithmic return of the last <c>period</c> bars. Their mean is not subtracted, and nothing
/// is annualised: multiply by the root of the bars in a year for that. A value that is not above 0 is refused.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class RealizedVolatilityState : ValueIndicator
{
    private WindowSum _squares;
    private double _previous;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Returns in the mean, from 1 to 10,000.</param>
    public RealizedVolatilityState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _squares = new WindowSum(period);
    }

    private RealizedVolatilityState(RealizedVolatilityState other)
    {
        Period = other.Period;
        _squares = other._squares.Clone();
        _previous = other._previous;
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "realized-volatility",
        Title = "Realised volatility",
        Parameters = [IndicatorParameter.Bars("period", 20, 1, WindowPeriod.Largest, "returns in the mean")],
        Outputs = ["realized-volatility"],
        Formula = "the root of the mean of ln(close / previous close)^2 over the last period bars; of one bar, not annualised",
        Source = "own definition",
        FirstValue = static p => p.Bars("period") + 1,
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new RealizedVolatilityState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new RealizedVolatilityState(p.Bars("period")).UpdateAll(candles.Closes, outputs[0]),
    };

    /// <summary>Returns in the mean.</summary>
    public int Period { get; }

    /// <inheritdoc/>
    public override bool IsReady => _squares.IsFull;

    /// <inheritdoc/>
    public override double Value => Math.Sqrt(_squares.Mean);

    /// <summary>The number of values after which it no longer depends on where it started: the period and one.</summary>
    /// <param name="period">Returns in the mean, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period) + 1;

    /// <inheritdoc/>
    public override bool Update(double value)
    {
        if (!Takes(value))
        {
            return false;
        }

        if (_previous > 0)
        {
            _squares.Push(Square(value));
        }

        _previous = value;
        return true;
    }

    /// <inheritdoc/>
    public override double Peek(double value) => Takes(value) && _previous > 0 ? Math.Sqrt(_squares.PeekMean(Square(value))) : double.NaN;

    /// <summary>A copy that goes on from here on its own.</summary>
    public RealizedVolatilityState Clone() => new(this);

    /// <inheritdoc/>
    public override void Reset()
    {
        _squares.Reset();
        _previous = 0;
    }

    private protected override bool Takes(double value) => value > 0 && WindowSum.Takes(value);

    private protected override ValueIndicator Copy() => Clone();

    private double Square(double value)
    {
        var change = LogReturn.Of(value, _previous);
        return change * change;
    }
}
