using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// Kaufman's efficiency ratio: the distance from the value <c>period</c> values before, divided by the length of the path from there. 1 is a straight move,
/// near 0 a move back and forth.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class EfficiencyRatioState : IIndicator
{
    private ValueDelay _values;
    private WindowSum _path;
    private double _last = double.NaN;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Steps in the path, from 1 to 10,000.</param>
    public EfficiencyRatioState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _values = new ValueDelay(period);
        _path = new WindowSum(period);
    }

    private EfficiencyRatioState(EfficiencyRatioState other) =>
        (Period, _values, _path, _last, Value) = (other.Period, other._values.Clone(), other._path.Clone(), other._last, other.Value);

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "efficiency-ratio",
        Title = "Efficiency ratio",
        Parameters = [IndicatorParameter.Bars("period", 10, 1, WindowPeriod.Largest, "steps in the path")],
        Outputs = ["efficiency-ratio"],
        Formula = "|close - close period bars before| / sum of |close - close before| over the last period bars; 0 where that sum is 0",
        Source = "Kaufman, as in TA-Lib KAMA; own definition where nothing moves",
        FirstValue = static p => WarmUpOf(p.Bars("period")),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new EfficiencyRatioState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new EfficiencyRatioState(p.Bars("period")).UpdateAll(candles.Closes, outputs[0]),
    };

    /// <summary>Steps in the path.</summary>
    public int Period { get; }

    /// <summary>From 0 to 1; 0 where nothing moved; NaN until <see cref="IsReady"/>.</summary>
    public double Value { get; private set; } = double.NaN;

    /// <summary>Whether more than <see cref="Period"/> values were taken.</summary>
    public bool IsReady => !double.IsNaN(Value);

    /// <summary>The number of values after which the ratio no longer depends on where it started.</summary>
    /// <param name="period">Steps in the path, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period) + 1;

    /// <summary>Takes one value.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>Whether it was taken; one that is not finite, or so far from the one before that a path could overflow, is refused and changes nothing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(double value)
    {
        var step = Step(value);
        if (!WindowSum.Takes(step))
        {
            return false;
        }

        if (!double.IsNaN(_last))
        {
            _path.Push(step);
            Value = _path.IsFull ? Ratio(value - _values.Oldest, _path.Sum) : double.NaN;
        }

        _values.Push(value);
        _last = value;
        return true;
    }

    /// <summary>What <see cref="Value"/> would be after one more value; the state does not change.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>The ratio; NaN if there were too few values or <see cref="Update"/> would refuse this one.</returns>
    public double Peek(double value)
    {
        var step = Step(value);
        return _values.IsFull && WindowSum.Takes(step) ? Ratio(value - _values.Oldest, _path.Peek(step).Rounded) : double.NaN;
    }

    /// <summary>The same as <see cref="Update"/> for each value, writing <see cref="Value"/> (NaN for a refused one).</summary>
    /// <param name="values">The values, oldest first.</param>
    /// <param name="destination">At least as long.</param>
    public void UpdateAll(ReadOnlySpan<double> values, Span<double> destination)
    {
        for (var i = 0; i < values.Length; i++)
        {
            destination[i] = Update(values[i]) ? Value : double.NaN;
        }
    }

    /// <summary>A copy that goes on from here on its own.</summary>
    public EfficiencyRatioState Clone() => new(this);

    /// <summary>Forgets every value.</summary>
    public void Reset()
    {
        _values.Reset();
        _path.Reset();
        (_last, Value) = (double.NaN, double.NaN);
    }

    bool IIndicator.Update(in Candle bar) => Update(bar.Close);

    void IIndicator.Read(Span<double> values) => values[0] = Value;

    bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        values[0] = Peek(bar.Close);
        return WindowSum.Takes(Step(bar.Close));
    }

    IIndicator IIndicator.Clone() => Clone();

    /// <summary>The distance from the last value; 0 for the first one. NaN and infinity stay what they are.</summary>
    private double Step(double value) => Math.Abs(value - (double.IsNaN(_last) ? value : _last));

    /// <summary>The path is at least as long as the distance, but for rounding.</summary>
    private static double Ratio(double distance, double path) => path == 0 ? 0 : Math.Min(1, Math.Abs(distance) / path);
}
