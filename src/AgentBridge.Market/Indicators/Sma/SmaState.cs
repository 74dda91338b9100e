using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The simple moving average: the mean of the last <c>period</c> values, the exact one, rounded once. It depends on these values alone, so that nothing
/// of a spike remains once it has left the window.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class SmaState : IIndicator
{
    private WindowSum _window;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Values in the average, from 1 to 10,000.</param>
    public SmaState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _window = new WindowSum(period);
    }

    private SmaState(SmaState other)
    {
        Period = other.Period;
        _window = other._window.Clone();
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "sma",
        Title = "Simple moving average",
        Parameters = [IndicatorParameter.Bars("period", 20, 1, WindowPeriod.Largest, "values in the average")],
        Outputs = ["sma"],
        Formula = "the mean of the last period closes",
        Source = "TA-Lib SMA",
        FirstValue = static p => p.Bars("period"),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new SmaState(p.Bars("period")),
    };

    /// <summary>Values in the average.</summary>
    public int Period { get; }

    /// <inheritdoc/>
    public bool IsReady => _window.IsFull;

    /// <summary>The current average; NaN until <see cref="IsReady"/>.</summary>
    public double Value => _window.Mean;

    /// <summary>The number of values after which the average no longer depends on where it started: the period.</summary>
    /// <param name="period">Values in the average, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period);

    /// <summary>The average at every value; NaN before the first one and at a value that is refused.</summary>
    /// <param name="values">The values, oldest first.</param>
    /// <param name="period">Values in the average, from 1 to 10,000.</param>
    /// <param name="destination">At least as long as the values.</param>
    public static void UpdateAll(ReadOnlySpan<double> values, int period, Span<double> destination)
    {
        var state = new SmaState(period);
        for (var i = 0; i < values.Length; i++)
        {
            destination[i] = state.Update(values[i]) ? state.Value : double.NaN;
        }
    }

    /// <summary>Takes one value.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>Whether it was taken; one that is not finite, or beyond 1e304, is refused and changes nothing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(double value)
    {
        if (!WindowSum.Takes(value))
        {
            return false;
        }

        _window.Push(value);
        return true;
    }

    /// <summary>The value of <see cref="Value"/> after one more value; the state does not change.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>The average; NaN if it is not ready or <see cref="Update"/> would refuse the value.</returns>
    public double Peek(double value) => WindowSum.Takes(value) ? _window.PeekMean(value) : double.NaN;

    /// <summary>A copy that goes on from here on its own.</summary>
    public SmaState Clone() => new(this);

    /// <inheritdoc/>
    public void Reset() => _window.Reset();

    bool IIndicator.Update(in Candle bar) => Update(bar.Close);

    void IIndicator.Read(Span<double> values) => values[0] = Value;

    bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        values[0] = Peek(bar.Close);
        return WindowSum.Takes(bar.Close);
    }

    IIndicator IIndicator.Clone() => Clone();
}
