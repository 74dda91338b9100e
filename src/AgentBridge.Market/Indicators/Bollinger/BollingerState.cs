using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>
/// Bollinger bands: the mean of the last <c>period</c> values, and the lines a number of their standard deviations (population) above and below it. The mean is that of
/// <see cref="SmaState"/> to the bit.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class BollingerState : IIndicator
{
    private WindowMoments _window;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Values in the window, from 1 to 10,000.</param>
    /// <param name="deviations">Standard deviations from the middle to a band, from 0.001 to 1,000.</param>
    public BollingerState(int period, double deviations)
    {
        Period = WindowPeriod.Checked(period);
        if (!(deviations is >= 0.001 and <= 1_000))
        {
            throw new ArgumentOutOfRangeException(nameof(deviations), deviations, "expected a number from 0.001 to 1000");
        }

        Deviations = deviations;
        _window = new WindowMoments(period);
    }

    private BollingerState(BollingerState other)
    {
        Period = other.Period;
        Deviations = other.Deviations;
        _window = other._window.Clone();
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "bollinger",
        Title = "Bollinger bands",
        Parameters = Parameters,
        Outputs = ["middle", "upper", "lower"],
        Formula = "middle = the mean of the last period closes; upper, lower = middle +- deviations * their standard deviation (population)",
        Source = "TA-Lib BBANDS with a simple moving average",
        FirstValue = static p => p.Bars("period"),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new BollingerState(p.Bars("period"), p["deviations"]),
        Batch = static (candles, p, outputs) => new BollingerState(p.Bars("period"), p["deviations"]).UpdateAll(candles.Closes, outputs[0], outputs[1], outputs[2]),
    };

    /// <summary>Values in the window.</summary>
    public int Period { get; }

    /// <summary>Standard deviations from the middle to a band.</summary>
    public double Deviations { get; }

    /// <inheritdoc/>
    public bool IsReady => _window.IsFull;

    /// <summary>The current bands; NaN until <see cref="IsReady"/>.</summary>
    public BollingerBands Value => IsReady ? BollingerBands.Of(_window.Current, Deviations) : BollingerBands.None;

    /// <summary>The lines of <see cref="Value"/> alone, which cost less; NaN until <see cref="IsReady"/>.</summary>
    public (double Middle, double Upper, double Lower) Lines => IsReady ? BollingerBands.LinesOf(_window.Current, Deviations) : NoLines;

    private static (double Middle, double Upper, double Lower) NoLines => (double.NaN, double.NaN, double.NaN);

    /// <summary>The parameters of the bands and of what is computed from them.</summary>
    internal static ImmutableArray<IndicatorParameter> Parameters =>
    [
        IndicatorParameter.Bars("period", 20, 1, WindowPeriod.Largest, "values in the window"),
        new("deviations", 2, 0.001, 1_000, "standard deviations from the middle to a band"),
    ];

    /// <summary>The number of values after which the bands no longer depend on where they started: the period.</summary>
    /// <param name="period">Values in the window, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period);

    /// <summary>Takes one value.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>Whether it was taken; one that is not finite, is beyond 1e304, or is more than 1e145 times the first is refused and changes nothing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(double value) => _window.TryPush(value);

    /// <summary>The value of <see cref="Value"/> after one more value; the state does not change.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>The bands; NaN if they are not ready or <see cref="Update"/> would refuse the value.</returns>
    public BollingerBands Peek(double value) => _window.TryPeek(value, out var moments) ? BollingerBands.Of(moments, Deviations) : BollingerBands.None;

    /// <summary>Takes many values: <see cref="Update"/> for each; NaN for one that is refused.</summary>
    /// <param name="values">The next values, oldest first.</param>
    /// <param name="middle">At least as long as the values.</param>
    /// <param name="upper">At least as long as the values.</param>
    /// <param name="lower">At least as long as the values.</param>
    public void UpdateAll(ReadOnlySpan<double> values, Span<double> middle, Span<double> upper, Span<double> lower)
    {
        // In pieces that stay in the cache.
        const int Piece = 8_192;
        for (var start = 0; start < values.Length; start += Piece)
        {
            var count = Math.Min(Piece, values.Length - start);
            _window.PushAll(values.Slice(start, count), middle[start..], lower[start..]);
            Spread(middle.Slice(start, count), upper[start..], lower.Slice(start, count));
        }
    }

    /// <summary>A copy that goes on from here on its own.</summary>
    public BollingerState Clone() => new(this);

    /// <inheritdoc/>
    public void Reset() => _window.Reset();

    bool IIndicator.Update(in Candle bar) => Update(bar.Close);

    void IIndicator.Read(Span<double> values) => (values[0], values[1], values[2]) = Lines;

    bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        var bands = Peek(bar.Close);
        (values[0], values[1], values[2]) = (bands.Middle, bands.Upper, bands.Lower);
        return Takes(bar.Close);
    }

    IIndicator IIndicator.Clone() => Clone();

    /// <summary>Whether <see cref="Update"/> would take a value.</summary>
    internal bool Takes(double value) => _window.Takes(value);

    /// <summary>The outer lines from the middle and the deviations, which are where the lower line comes.</summary>
    private void Spread(ReadOnlySpan<double> middle, Span<double> upper, Span<double> lower)
    {
        var i = 0;
        for (; i <= middle.Length - 4; i += 4)
        {
            var center = Vector256.Create(middle[i..]);
            var distance = Deviations * Vector256.Create((ReadOnlySpan<double>)lower[i..]);
            (center + distance).CopyTo(upper[i..]);
            (center - distance).CopyTo(lower[i..]);
        }

        for (; i < middle.Length; i++)
        {
            var distance = Deviations * lower[i];
            (upper[i], lower[i]) = (middle[i] + distance, middle[i] - distance);
        }
    }
}
