using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>Williams %R: how far the close is below the highest high of the last <c>period</c> bars, in percent of their range; from -100 to 0.</summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class WilliamsRState : IIndicator
{
    private RollingRange _range;
    private double _close = double.NaN;

    /// <summary>Creates a state that has seen no bar.</summary>
    /// <param name="period">Bars in the range, from 1 to 10,000.</param>
    public WilliamsRState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _range = new RollingRange(period);
    }

    private WilliamsRState(WilliamsRState other) => (Period, _range, _close) = (other.Period, other._range.Clone(), other._close);

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "williams-r",
        Title = "Williams %R",
        Parameters = [IndicatorParameter.Bars("period", 14, 1, WindowPeriod.Largest, "bars in the range")],
        Outputs = ["williams-r"],
        Formula = "-100 * (highest - close) / (highest - lowest) of the last period bars, the current one included; 0 where highest = lowest",
        Source = "TA-Lib WILLR",
        FirstValue = static p => p.Bars("period"),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new WilliamsRState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new WilliamsRState(p.Bars("period")).UpdateAll(candles.Highs, candles.Lows, candles.Closes, outputs[0]),
    };

    /// <summary>Bars in the range.</summary>
    public int Period { get; }

    /// <summary>From -100 (the close is the lowest low) to 0 (the highest high, or no range at all); NaN until <see cref="IsReady"/>.</summary>
    public double Value => IsReady ? Of(_close, _range.Highest, _range.Lowest) : double.NaN;

    /// <summary>Whether at least <see cref="Period"/> bars were taken.</summary>
    public bool IsReady => _range.IsFull;

    /// <summary>The number of bars after which the value no longer depends on where it started.</summary>
    /// <param name="period">Bars in the range, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period);

    /// <summary>Takes one closed bar.</summary>
    /// <param name="high">The highest price of the bar.</param>
    /// <param name="low">The lowest.</param>
    /// <param name="close">The last.</param>
    /// <returns>Whether the bar was taken; one with a value that is not finite, or a high below its low, is refused and changes nothing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(double high, double low, double close)
    {
        if (!InputBar.IsTaken(high, low, close))
        {
            return false;
        }

        _range.Push(high, low);
        _close = close;
        return true;
    }

    /// <summary>What <see cref="Value"/> would be after a forming bar; the state does not change.</summary>
    /// <param name="high">The high so far.</param>
    /// <param name="low">The low so far.</param>
    /// <param name="close">The last price so far.</param>
    /// <returns>The value; NaN if there were too few bars or <see cref="Update"/> would refuse this one.</returns>
    public double Peek(double high, double low, double close)
    {
        if (!InputBar.IsTaken(high, low, close) || !_range.IsFullNext)
        {
            return double.NaN;
        }

        var (highest, lowest) = _range.Peek(high, low);
        return Of(close, highest, lowest);
    }

    /// <summary>The same as <see cref="Update"/> for each bar, writing <see cref="Value"/> (NaN for a refused bar).</summary>
    /// <param name="highs">The highs, oldest first.</param>
    /// <param name="lows">The lows; as many.</param>
    /// <param name="closes">The closes; as many.</param>
    /// <param name="destination">At least as long.</param>
    public void UpdateAll(ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, Span<double> destination)
    {
        var runs = new RangeRuns(highs, lows, closes, Period, stackalloc double[RangeRuns.Buffer]);
        for (var i = 0; i < highs.Length;)
        {
            var count = runs.Find(i);
            if (count > 0)
            {
                var part = destination.Slice(i, count);
                RangePosition.BelowHighest(closes.Slice(i, count), runs.Highest, runs.Lowest, part);
                Columns.Negate(part);
                i += count;
                _close = closes[i - 1];
                continue;
            }

            runs.CatchUp(ref _range, i);
            destination[i] = Update(highs[i], lows[i], closes[i]) ? Value : double.NaN;
            i++;
        }

        runs.CatchUp(ref _range, highs.Length);
    }

    /// <summary>A copy that goes on from here on its own.</summary>
    public WilliamsRState Clone() => new(this);

    /// <summary>Forgets every bar.</summary>
    public void Reset()
    {
        _range.Reset();
        _close = double.NaN;
    }

    bool IIndicator.Update(in Candle bar) => Update(bar.High, bar.Low, bar.Close);

    void IIndicator.Read(Span<double> values) => values[0] = Value;

    bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        values[0] = Peek(bar.High, bar.Low, bar.Close);
        return InputBar.IsTaken(bar.High, bar.Low, bar.Close);
    }

    IIndicator IIndicator.Clone() => Clone();

    /// <summary>Subtracted from 0, since a negated 0 would be -0.</summary>
    private static double Of(double close, double highest, double lowest) => 0 - RangePosition.BelowHighest(close, highest, lowest);
}
