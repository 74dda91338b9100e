using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The money flow index: the share of the money (typical price times volume) that flowed in bars whose typical price rose, in percent of all that flowed in bars
/// whose typical price rose or fell, over the last <c>period</c> bars.
/// </summary>
/// <remarks>
/// Whether the typical price moved is decided for decimal prices: a difference of sums that is no more than what the rounding of six decimal prices to doubles
/// makes (three units in the last place of a high) is none. Where every bar of the window is without flow, the index is 0; TA-Lib gives 0 wherever
/// the flow is below 1.
/// </remarks>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class MfiState : IIndicator
{
    /// <summary>Six prices, each rounded by half of 2^-52 of itself at most.</summary>
    private const double Rounding = 3.0 / (1L << 52);

    private WindowSum _rising;
    private WindowSum _falling;
    private DoubleDouble _last;
    private double _lastExtent = double.NaN;

    /// <summary>Creates a state that has seen no bar.</summary>
    /// <param name="period">Bars with a flow, from 1 to 10,000.</param>
    public MfiState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _rising = new WindowSum(period);
        _falling = new WindowSum(period);
    }

    private MfiState(MfiState other)
    {
        (Period, _rising, _falling) = (other.Period, other._rising.Clone(), other._falling.Clone());
        (_last, _lastExtent) = (other._last, other._lastExtent);
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "mfi",
        Title = "Money flow index",
        Parameters = [IndicatorParameter.Bars("period", 14, 1, WindowPeriod.Largest, "bars with a flow")],
        Outputs = ["mfi"],
        Formula = "100 * rising / (rising + falling), each the sum of typical * volume over the last period bars whose typical price is above (below) the one before, "
            + "typical = (high + low + close) / 3; 0 where nothing flows",
        Source = "TA-Lib MFI; equal typical prices are decided for decimals",
        FirstValue = static p => WarmUpOf(p.Bars("period")),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new MfiState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new MfiState(p.Bars("period")).UpdateAll(candles.Highs, candles.Lows, candles.Closes, candles.Volumes, outputs[0]),
    };

    /// <summary>Bars with a flow.</summary>
    public int Period { get; }

    /// <summary>From 0 to 100; 0 where nothing flows; NaN until <see cref="IsReady"/>.</summary>
    public double Value => IsReady ? Of(_rising.Sum, _falling.Sum) : double.NaN;

    /// <summary>Whether more than <see cref="Period"/> bars were taken.</summary>
    public bool IsReady => _rising.IsFull;

    /// <summary>The number of bars after which the value no longer depends on where it started.</summary>
    /// <param name="period">Bars with a flow, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period) + 1;

    /// <summary>Takes one closed bar.</summary>
    /// <param name="high">The highest price of the bar.</param>
    /// <param name="low">The lowest.</param>
    /// <param name="close">The last.</param>
    /// <param name="volume">Traded in the bar, in the base currency; ≥ 0.</param>
    /// <returns>
    /// Whether the bar was taken; one with a value that is not finite, a high below its low, a negative volume, or a flow whose sum could overflow is refused and
    /// changes nothing.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(double high, double low, double close, double volume)
    {
        if (!TryFlow(high, low, close, volume, out var flow, out var prices))
        {
            return false;
        }

        if (!double.IsNaN(_lastExtent))
        {
            _rising.Push(Math.Max(flow, 0));
            _falling.Push(Math.Max(-flow, 0));
        }

        (_last, _lastExtent) = (prices, Extent(high, low));
        return true;
    }

    /// <summary>What <see cref="Value"/> would be after a forming bar; the state does not change.</summary>
    /// <param name="high">The high so far.</param>
    /// <param name="low">The low so far.</param>
    /// <param name="close">The last price so far.</param>
    /// <param name="volume">The volume so far.</param>
    /// <returns>The index; NaN if there were too few bars or <see cref="Update"/> would refuse this one.</returns>
    public double Peek(double high, double low, double close, double volume) =>
        !double.IsNaN(_lastExtent) && TryFlow(high, low, close, volume, out var flow, out _) && !double.IsNaN(_rising.PeekMean(0))
            ? Of(_rising.Peek(Math.Max(flow, 0)).Rounded, _falling.Peek(Math.Max(-flow, 0)).Rounded)
            : double.NaN;

    /// <summary>The same as <see cref="Update"/> for each bar, writing <see cref="Value"/> (NaN for a refused bar).</summary>
    /// <param name="highs">The highs, oldest first.</param>
    /// <param name="lows">The lows; as many.</param>
    /// <param name="closes">The closes; as many.</param>
    /// <param name="volumes">The volumes; as many.</param>
    /// <param name="destination">At least as long.</param>
    public void UpdateAll(ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, ReadOnlySpan<double> volumes, Span<double> destination)
    {
        for (var i = 0; i < highs.Length; i++)
        {
            destination[i] = Update(highs[i], lows[i], closes[i], volumes[i]) ? Value : double.NaN;
        }
    }

    /// <summary>A copy that goes on from here on its own.</summary>
    public MfiState Clone() => new(this);

    /// <summary>Forgets every bar.</summary>
    public void Reset()
    {
        _rising.Reset();
        _falling.Reset();
        (_last, _lastExtent) = (default, double.NaN);
    }

    bool IIndicator.Update(in Candle bar) => Update(bar.High, bar.Low, bar.Close, bar.Volume);

    void IIndicator.Read(Span<double> values) => values[0] = Value;

    bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        values[0] = Peek(bar.High, bar.Low, bar.Close, bar.Volume);
        return TryFlow(bar.High, bar.Low, bar.Close, bar.Volume, out _, out _);
    }

    IIndicator IIndicator.Clone() => Clone();

    private static double Extent(double high, double low) => Math.Max(Math.Abs(high), Math.Abs(low));

    private static double Of(double rising, double falling) => rising + falling == 0 ? 0 : 100 * (rising / (rising + falling));

    /// <summary>The flow: positive in a bar that rose, negative in one that fell. Of tripled prices, of which the index takes a ratio.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFlow(double high, double low, double close, double volume, out double flow, out DoubleDouble prices)
    {
        prices = TypicalPrice.Tripled(high, low, close);
        flow = prices.Rounded * volume;
        if (!InputBar.IsTaken(high, low, close) || !InputBar.IsVolume(volume) || !WindowSum.Takes(flow))
        {
            return false;
        }

        var move = (prices - _last).Rounded;
        var isMove = Math.Abs(move) > Rounding * Math.Max(_lastExtent, Extent(high, low));
        flow = !isMove ? 0 : move > 0 ? flow : -flow;
        return true;
    }
}
