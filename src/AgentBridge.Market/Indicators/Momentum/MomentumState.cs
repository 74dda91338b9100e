namespace AgentBridge.Market;

/// <summary>Momentum: the difference from the value <c>period</c> values before.</summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class MomentumState : ValueIndicator
{
    private ValueDelay _values;
    private double _value = double.NaN;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">The distance in values, from 1 to 10,000.</param>
    public MomentumState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _values = new ValueDelay(period);
    }

    private MomentumState(MomentumState other) => (Period, _values, _value) = (other.Period, other._values.Clone(), other._value);

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "momentum",
        Title = "Momentum",
        Parameters = [IndicatorParameter.Bars("period", 10, 1, WindowPeriod.Largest, "distance in bars")],
        Outputs = ["momentum"],
        Formula = "close - close period bars before",
        Source = "TA-Lib MOM",
        FirstValue = static p => WarmUpOf(p.Bars("period")),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new MomentumState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new MomentumState(p.Bars("period")).UpdateAll(candles.Closes, outputs[0]),
    };

    /// <summary>The distance in values.</summary>
    public int Period { get; }

    /// <summary>The difference, in the unit of the values; NaN until <see cref="IsReady"/>.</summary>
    public override double Value => _value;

    /// <summary>Whether more than <see cref="Period"/> values were taken.</summary>
    public override bool IsReady => !double.IsNaN(_value);

    /// <summary>The number of values after which the result no longer depends on where it started.</summary>
    /// <param name="period">The distance in values, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period) + 1;

    /// <summary>Takes one value.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>Whether it was taken; one that is not finite, or whose result would not be, is refused and changes nothing.</returns>
    public override bool Update(double value)
    {
        if (!TryCompute(value, out var result))
        {
            return false;
        }

        _values.Push(value);
        _value = result;
        return true;
    }

    /// <summary>What <see cref="Value"/> would be after one more value; the state does not change.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>The result; NaN if there were too few values or <see cref="Update"/> would refuse this one.</returns>
    public override double Peek(double value) => TryCompute(value, out var result) ? result : double.NaN;

    /// <summary>A copy that goes on from here on its own.</summary>
    public MomentumState Clone() => new(this);

    /// <summary>Forgets every value.</summary>
    public override void Reset()
    {
        _values.Reset();
        _value = double.NaN;
    }

    private protected override bool Takes(double value) => TryCompute(value, out _);

    private protected override ValueIndicator Copy() => Clone();

    private bool TryCompute(double value, out double result)
    {
        if (!_values.IsFull)
        {
            result = double.NaN;
            return double.IsFinite(value);
        }

        var before = _values.Oldest;
        result = value - before;
        return double.IsFinite(result);
    }
}
