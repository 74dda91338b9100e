using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The distance of the newest value from the mean of the last <c>period</c> values (itself among them), in their population's standard deviations. 0 where
/// all of them are equal. A value that is more than 1e145 times the first is refused.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class ZScoreState : ValueIndicator
{
    private WindowMoments _window;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Values in the window, from 2 to 10,000.</param>
    public ZScoreState(int period)
    {
        Period = WindowPeriod.Checked(period, 2);
        _window = new WindowMoments(period);
    }

    private ZScoreState(ZScoreState other)
    {
        Period = other.Period;
        _window = other._window.Clone();
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "z-score",
        Title = "Z-score",
        Parameters = [IndicatorParameter.Bars("period", 20, 2, WindowPeriod.Largest, "values in the window")],
        Outputs = ["z-score"],
        Formula = "(close - mean) / standard deviation, both over the last period closes (population); 0 where the deviation is 0",
        Source = "own definition; a score of -k is the lower Bollinger band with k deviations",
        FirstValue = static p => p.Bars("period"),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new ZScoreState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new ZScoreState(p.Bars("period")).UpdateAll(candles.Closes, outputs[0]),
    };

    /// <summary>Values in the window.</summary>
    public int Period { get; }

    /// <inheritdoc/>
    public override bool IsReady => _window.IsFull;

    /// <inheritdoc/>
    public override double Value => IsReady ? _window.Current.Score : double.NaN;

    /// <summary>The number of values after which it no longer depends on where it started: the period.</summary>
    /// <param name="period">Values in the window, from 2 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period, 2);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override bool Update(double value) => _window.TryPush(value);

    /// <inheritdoc/>
    public override double Peek(double value) => _window.TryPeek(value, out var moments) ? moments.Score : double.NaN;

    /// <inheritdoc/>
    public override void UpdateAll(ReadOnlySpan<double> values, Span<double> destination)
    {
        for (var i = 0; i < values.Length; i++)
        {
            destination[i] = Update(values[i]) ? Value : double.NaN;
        }
    }

    /// <summary>A copy that goes on from here on its own.</summary>
    public ZScoreState Clone() => new(this);

    /// <inheritdoc/>
    public override void Reset() => _window.Reset();

    private protected override bool Takes(double value) => _window.Takes(value);

    private protected override ValueIndicator Copy() => Clone();
}
