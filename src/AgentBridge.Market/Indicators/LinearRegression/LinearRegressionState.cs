namespace AgentBridge.Market;

/// <summary>The straight line through the last <c>period</c> values by least squares, from sums in two doubles about a value of the window.</summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class LinearRegressionState : IIndicator
{
    private BlockWindow<TrendPart> _window;
    private PriceScale _scale;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Values in the window, from 2 to 10,000.</param>
    public LinearRegressionState(int period)
    {
        Period = WindowPeriod.Checked(period, 2);
        _window = new BlockWindow<TrendPart>(period);
    }

    private LinearRegressionState(LinearRegressionState other)
    {
        Period = other.Period;
        _window = other._window.Clone();
        _scale = other._scale;
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "linear-regression",
        Title = "Linear regression",
        Parameters = [IndicatorParameter.Bars("period", 14, 2, WindowPeriod.Largest, "values in the window")],
        Outputs = ["slope", "r2", "forecast"],
        Formula = "the line through the last period closes by least squares: slope a bar, coefficient of determination (0 where all closes are equal), value one bar ahead",
        Source = "TA-Lib LINEARREG_SLOPE and TSF; r2 as Skender Slope",
        FirstValue = static p => p.Bars("period"),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new LinearRegressionState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new LinearRegressionState(p.Bars("period")).UpdateAll(candles.Closes, outputs[0], outputs[1], outputs[2]),
    };

    /// <summary>Values in the window.</summary>
    public int Period { get; }

    /// <inheritdoc/>
    public bool IsReady => _window.IsFull;

    /// <summary>The current line; NaN until <see cref="IsReady"/>.</summary>
    public TrendLine Value => IsReady ? TrendLine.Of(_window.Total, _window.Origin, Period, _scale) : TrendLine.None;

    /// <summary>The number of values after which the line no longer depends on where it started: the period.</summary>
    /// <param name="period">Values in the window, from 2 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period, 2);

    /// <summary>Takes one value.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>Whether it was taken; one that is not finite, is beyond 1e304, or is more than 1e145 times the first is refused and changes nothing.</returns>
    public bool Update(double value)
    {
        if (!_scale.Takes(value))
        {
            return false;
        }

        _scale.Fit(value);
        _window.Push(_scale.Up(value));
        return true;
    }

    /// <summary>The value of <see cref="Value"/> after one more value; the state does not change.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>The line; NaN if it is not ready or <see cref="Update"/> would refuse the value.</returns>
    public TrendLine Peek(double value)
    {
        if (!_scale.Takes(value) || !_window.IsFullAfterNext)
        {
            return TrendLine.None;
        }

        var scale = _scale;
        scale.Fit(value);
        var (total, origin) = _window.Peek(scale.Up(value));
        return TrendLine.Of(total, origin, Period, scale);
    }

    /// <summary>Takes many values: <see cref="Update"/> for each; NaN for one that is refused.</summary>
    /// <param name="values">The next values, oldest first.</param>
    /// <param name="slope">At least as long as the values.</param>
    /// <param name="r2">At least as long as the values.</param>
    /// <param name="forecast">At least as long as the values.</param>
    public void UpdateAll(ReadOnlySpan<double> values, Span<double> slope, Span<double> r2, Span<double> forecast)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var line = Update(values[i]) ? Value : TrendLine.None;
            (slope[i], r2[i], forecast[i]) = (line.Slope, line.R2, line.Forecast);
        }
    }

    /// <summary>A copy that goes on from here on its own.</summary>
    public LinearRegressionState Clone() => new(this);

    /// <inheritdoc/>
    public void Reset()
    {
        _window.Reset();
        _scale = default;
    }

    bool IIndicator.Update(in Candle bar) => Update(bar.Close);

    void IIndicator.Read(Span<double> values) => Write(Value, values);

    bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        Write(Peek(bar.Close), values);
        return _scale.Takes(bar.Close);
    }

    IIndicator IIndicator.Clone() => Clone();

    private static void Write(in TrendLine line, Span<double> values) => (values[0], values[1], values[2]) = (line.Slope, line.R2, line.Forecast);
}
