using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The mean of the last <c>period</c> values weighted by age: 1 for the oldest, <c>period</c> for the newest. The exact one, rounded once; it depends on
/// these values alone. A value beyond 1e308/(4·period²) is refused.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class WmaState : ValueIndicator
{
    private WindowWeightedMean _window;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Values in the average, from 1 to 10,000.</param>
    public WmaState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _window = new WindowWeightedMean(period);
    }

    private WmaState(WmaState other)
    {
        Period = other.Period;
        _window = other._window.Clone();
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "wma",
        Title = "Weighted moving average",
        Parameters = [IndicatorParameter.Bars("period", 20, 1, WindowPeriod.Largest, "values in the average")],
        Outputs = ["wma"],
        Formula = "the sum of i * close[i] over the last period closes, i from 1 for the oldest, divided by period * (period + 1) / 2",
        Source = "TA-Lib WMA",
        FirstValue = static p => p.Bars("period"),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new WmaState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new WmaState(p.Bars("period")).UpdateAll(candles.Closes, outputs[0]),
    };

    /// <summary>Values in the average.</summary>
    public int Period { get; }

    /// <inheritdoc/>
    public override bool IsReady => _window.IsFull;

    /// <inheritdoc/>
    public override double Value => _window.Mean;

    /// <summary>The number of values after which it no longer depends on where it started: the period.</summary>
    /// <param name="period">Values in the average, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override bool Update(double value) => _window.TryPush(value);

    /// <inheritdoc/>
    public override double Peek(double value) => _window.Takes(value) ? _window.PeekMean(value) : double.NaN;

    /// <inheritdoc/>
    public override void UpdateAll(ReadOnlySpan<double> values, Span<double> destination) => _window.PushAll(values, destination);

    /// <summary>A copy that goes on from here on its own.</summary>
    public WmaState Clone() => new(this);

    /// <inheritdoc/>
    public override void Reset() => _window.Reset();

    private protected override bool Takes(double value) => _window.Takes(value);

    private protected override ValueIndicator Copy() => Clone();
}
