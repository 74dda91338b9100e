using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The simple moving average: the mean of the last <c>period</c> values, the exact one, rounded once. It depends on these values alone, so that nothing
/// of a spike remains once it has left the window. A value beyond 1e304 is refused.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class SmaState : ValueIndicator
{
    private WindowMean _window;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Values in the average, from 1 to 10,000.</param>
    public SmaState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _window = new WindowMean(period);
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
        Batch = static (candles, p, outputs) => new SmaState(p.Bars("period")).UpdateAll(candles.Closes, outputs[0]),
    };

    /// <summary>Values in the average.</summary>
    public int Period { get; }

    /// <inheritdoc/>
    public override bool IsReady => _window.IsFull;

    /// <inheritdoc/>
    public override double Value => _window.Value;

    /// <summary>The number of values after which it no longer depends on where it started: the period.</summary>
    /// <param name="period">Values in the average, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override bool Update(double value) => _window.TryPush(value);

    /// <inheritdoc/>
    public override double Peek(double value) => WindowSum.Takes(value) ? _window.Peek(value) : double.NaN;

    /// <inheritdoc/>
    public override void UpdateAll(ReadOnlySpan<double> values, Span<double> destination) => _window.PushAll(values, destination);

    /// <summary>A copy that goes on from here on its own.</summary>
    public SmaState Clone() => new(this);

    /// <inheritdoc/>
    public override void Reset() => _window.Reset();

    private protected override bool Takes(double value) => WindowSum.Takes(value);

    private protected override ValueIndicator Copy() => Clone();
}
