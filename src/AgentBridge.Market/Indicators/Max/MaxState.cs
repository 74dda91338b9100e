using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The greatest of the last <c>period</c> values, the current one included. In the catalogue: of the highs.</summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class MaxState : IIndicator
{
    private RollingExtreme _values;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Values in the window, from 1 to 10,000.</param>
    public MaxState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _values = new RollingExtreme(period);
    }

    private MaxState(MaxState other) => (Period, _values) = (other.Period, other._values.Clone());

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "max",
        Title = "Rolling maximum",
        Parameters = [IndicatorParameter.Bars("period", 20, 1, WindowPeriod.Largest, "bars in the window")],
        Outputs = ["max"],
        Formula = "the greatest high of the last period bars, the current one included",
        Source = "TA-Lib MAX of the highs",
        FirstValue = static p => p.Bars("period"),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new MaxState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new MaxState(p.Bars("period")).UpdateAll(candles.Highs, outputs[0]),
    };

    /// <summary>Values in the window.</summary>
    public int Period { get; }

    /// <summary>The greatest of the window; NaN until <see cref="IsReady"/>.</summary>
    public double Value => IsReady ? _values.Value : double.NaN;

    /// <summary>Whether at least <see cref="Period"/> values were taken.</summary>
    public bool IsReady => _values.IsFull;

    /// <summary>The number of values after which the maximum no longer depends on where it started.</summary>
    /// <param name="period">Values in the window, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period);

    /// <summary>Takes one value.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>Whether it was taken; one that is not finite is refused and changes nothing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(double value)
    {
        if (!double.IsFinite(value))
        {
            return false;
        }

        _values.Push(value);
        return true;
    }

    /// <summary>What <see cref="Value"/> would be after one more value; the state does not change.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>The maximum; NaN if there were too few values or <see cref="Update"/> would refuse this one.</returns>
    public double Peek(double value) => double.IsFinite(value) && _values.IsFullNext ? _values.Peek(value) : double.NaN;

    /// <summary>The same as <see cref="Update"/> for each value, writing <see cref="Value"/> (NaN for a refused one).</summary>
    /// <param name="values">The values, oldest first.</param>
    /// <param name="destination">At least as long.</param>
    public void UpdateAll(ReadOnlySpan<double> values, Span<double> destination)
    {
        Span<double> scratch = stackalloc double[ExtremeRuns.Scratch];
        var runs = new ExtremeRuns(values, values, values, Period);
        for (var i = 0; i < values.Length;)
        {
            var count = runs.Find(i);
            if (count > 0)
            {
                ExtremeBatch<Greatest>.Run(values.Slice(i - Period + 1, count + Period - 1), Period, destination[i..], scratch);
                i += count;
                continue;
            }

            CatchUp(ref runs, values[..i]);
            destination[i] = Update(values[i]) ? Value : double.NaN;
            i++;
        }

        CatchUp(ref runs, values);
    }

    /// <summary>A copy that goes on from here on its own.</summary>
    public MaxState Clone() => new(this);

    /// <summary>Forgets every value.</summary>
    public void Reset() => _values.Reset();

    bool IIndicator.Update(in Candle bar) => Update(bar.High);

    void IIndicator.Read(Span<double> values) => values[0] = Value;

    bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        values[0] = Peek(bar.High);
        return double.IsFinite(bar.High);
    }

    IIndicator IIndicator.Clone() => Clone();

    private void CatchUp(ref ExtremeRuns runs, ReadOnlySpan<double> values)
    {
        if (runs.IsBehind(values.Length, out var start))
        {
            _values.Reset();
            foreach (var value in values[start..])
            {
                _values.Push(value);
            }
        }
    }
}
