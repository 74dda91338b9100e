using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The standard deviation of the last <c>period</c> values, as of a whole population: the root of the mean squared distance from their mean. Within 2 units
/// of the last place, also for nearly equal prices, and exactly 0 for equal ones. A value that is more than 1e145 times the first is refused.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class StandardDeviationState : ValueIndicator
{
    private WindowMoments _window;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Values in the window, from 1 to 10,000.</param>
    public StandardDeviationState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _window = new WindowMoments(period);
    }

    private StandardDeviationState(StandardDeviationState other)
    {
        Period = other.Period;
        _window = other._window.Clone();
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "standard-deviation",
        Title = "Standard deviation",
        Parameters = [IndicatorParameter.Bars("period", 20, 1, WindowPeriod.Largest, "values in the window")],
        Outputs = ["standard-deviation"],
        Formula = "the root of the mean of (close - mean)^2 over the last period closes (population)",
        Source = "TA-Lib STDDEV with nbdev 1",
        FirstValue = static p => p.Bars("period"),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new StandardDeviationState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new StandardDeviationState(p.Bars("period")).UpdateAll(candles.Closes, outputs[0]),
    };

    /// <summary>Values in the window.</summary>
    public int Period { get; }

    /// <inheritdoc/>
    public override bool IsReady => _window.IsFull;

    /// <inheritdoc/>
    public override double Value => IsReady ? _window.Current.Deviation : double.NaN;

    /// <summary>The number of values after which it no longer depends on where it started: the period.</summary>
    /// <param name="period">Values in the window, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override bool Update(double value) => _window.TryPush(value);

    /// <inheritdoc/>
    public override double Peek(double value) => _window.TryPeek(value, out var moments) ? moments.Deviation : double.NaN;

    /// <inheritdoc/>
    public override void UpdateAll(ReadOnlySpan<double> values, Span<double> destination) => _window.PushAll(values, [], destination);

    /// <summary>A copy that goes on from here on its own.</summary>
    public StandardDeviationState Clone() => new(this);

    /// <inheritdoc/>
    public override void Reset() => _window.Reset();

    private protected override bool Takes(double value) => _window.Takes(value);

    private protected override ValueIndicator Copy() => Clone();
}
