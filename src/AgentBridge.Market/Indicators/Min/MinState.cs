using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The smallest of the last <c>period</c> values, the current one included. In the catalogue: of the lows.</summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class MinState : IIndicator
{
    private RollingExtreme _negatedValues;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Values in the window, from 1 to 10,000.</param>
    public MinState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _negatedValues = new RollingExtreme(period);
    }

    private MinState(MinState other) => (Period, _negatedValues) = (other.Period, other._negatedValues.Clone());

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "min",
        Title = "Rolling minimum",
        Parameters = [IndicatorParameter.Bars("period", 20, 1, WindowPeriod.Largest, "bars in the window")],
        Outputs = ["min"],
        Formula = "the smallest low of the last period bars, the current one included",
        Source = "TA-Lib MIN of the lows",
        FirstValue = static p => p.Bars("period"),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new MinState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new MinState(p.Bars("period")).UpdateAll(candles.Lows, outputs[0]),
    };

    /// <summary>Values in the window.</summary>
    public int Period { get; }

    /// <summary>The smallest of the window; NaN until <see cref="IsReady"/>.</summary>
    public double Value => IsReady ? 0 - _negatedValues.Value : double.NaN;

    /// <summary>Whether at least <see cref="Period"/> values were taken.</summary>
    public bool IsReady => _negatedValues.IsFull;

    /// <summary>The number of values after which the minimum no longer depends on where it started.</summary>
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

        _negatedValues.Push(-value);
        return true;
    }

    /// <summary>What <see cref="Value"/> would be after one more value; the state does not change.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>The minimum; NaN if there were too few values or <see cref="Update"/> would refuse this one.</returns>
    public double Peek(double value) => double.IsFinite(value) && _negatedValues.IsFullNext ? 0 - _negatedValues.Peek(-value) : double.NaN;

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
                ExtremeBatch<Smallest>.Run(values.Slice(i - Period + 1, count + Period - 1), Period, destination[i..], scratch);
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
    public MinState Clone() => new(this);

    /// <summary>Forgets every value.</summary>
    public void Reset() => _negatedValues.Reset();

    bool IIndicator.Update(in Candle bar) => Update(bar.Low);

    void IIndicator.Read(Span<double> values) => values[0] = Value;

    bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        values[0] = Peek(bar.Low);
        return double.IsFinite(bar.Low);
    }

    IIndicator IIndicator.Clone() => Clone();

    private void CatchUp(ref ExtremeRuns runs, ReadOnlySpan<double> values)
    {
        if (runs.IsBehind(values.Length, out var start))
        {
            _negatedValues.Reset();
            foreach (var value in values[start..])
            {
                _negatedValues.Push(-value);
            }
        }
    }
}
