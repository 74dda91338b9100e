using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>
/// The volume-weighted average price of the last <c>period</c> bars: the sum of typical price times volume, divided by the sum of the volumes.
/// Where no bar of the window has volume, the typical price of the last one.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class VwapRollingState : IIndicator
{
    // Of tripled typical prices.
    private WindowSum _turnover;
    private WindowSum _volume;
    private double _last = double.NaN;

    /// <summary>Creates a state that has seen no bar.</summary>
    /// <param name="period">Bars in the average, from 1 to 10,000.</param>
    public VwapRollingState(int period)
    {
        Period = WindowPeriod.Checked(period);
        _turnover = new WindowSum(period);
        _volume = new WindowSum(period);
    }

    private VwapRollingState(VwapRollingState other) =>
        (Period, _turnover, _volume, _last) = (other.Period, other._turnover.Clone(), other._volume.Clone(), other._last);

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "vwap-rolling",
        Title = "Rolling volume-weighted average price",
        Parameters = [IndicatorParameter.Bars("period", 20, 1, WindowPeriod.Largest, "bars in the average")],
        Outputs = ["vwap-rolling"],
        Formula = "sum((high + low + close) / 3 * volume) / sum(volume) over the last period bars; the typical price of the bar where the sum of the volumes is 0",
        Source = "own definition",
        FirstValue = static p => p.Bars("period"),
        WarmUp = static p => WarmUpOf(p.Bars("period")),
        Open = static p => new VwapRollingState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new VwapRollingState(p.Bars("period")).UpdateAll(candles.Highs, candles.Lows, candles.Closes, candles.Volumes, outputs[0]),
    };

    /// <summary>Bars in the average.</summary>
    public int Period { get; }

    /// <summary>The average; NaN until <see cref="IsReady"/>.</summary>
    public double Value => IsReady ? TypicalPrice.Weighted(_turnover.Sum, _volume.Sum, _last) : double.NaN;

    /// <summary>Whether at least <see cref="Period"/> bars were taken.</summary>
    public bool IsReady => _volume.IsFull;

    /// <summary>The number of bars after which the value no longer depends on where it started.</summary>
    /// <param name="period">Bars in the average, from 1 to 10,000.</param>
    public static int WarmUpOf(int period) => WindowPeriod.Checked(period);

    /// <summary>Takes one closed bar.</summary>
    /// <param name="high">The highest price of the bar.</param>
    /// <param name="low">The lowest.</param>
    /// <param name="close">The last.</param>
    /// <param name="volume">Traded in the bar, in the base currency; ≥ 0.</param>
    /// <returns>
    /// Whether the bar was taken; one with a value that is not finite, a high below its low, a negative volume, or a turnover whose sum could overflow is refused and
    /// changes nothing.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Update(double high, double low, double close, double volume)
    {
        if (!TryTurnover(high, low, close, volume, out var turnover, out var prices))
        {
            return false;
        }

        _turnover.Push(turnover);
        _volume.Push(volume);
        _last = prices;
        return true;
    }

    /// <summary>What <see cref="Value"/> would be after a forming bar; the state does not change.</summary>
    /// <param name="high">The high so far.</param>
    /// <param name="low">The low so far.</param>
    /// <param name="close">The last price so far.</param>
    /// <param name="volume">The volume so far.</param>
    /// <returns>The average; NaN if there were too few bars or <see cref="Update"/> would refuse this one.</returns>
    public double Peek(double high, double low, double close, double volume) =>
        TryTurnover(high, low, close, volume, out var turnover, out var prices) && !double.IsNaN(_volume.PeekMean(0))
            ? TypicalPrice.Weighted(_turnover.Peek(turnover).Rounded, _volume.Peek(volume).Rounded, prices)
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
    public VwapRollingState Clone() => new(this);

    /// <summary>Forgets every bar.</summary>
    public void Reset()
    {
        _turnover.Reset();
        _volume.Reset();
        _last = double.NaN;
    }

    bool IIndicator.Update(in Candle bar) => Update(bar.High, bar.Low, bar.Close, bar.Volume);

    void IIndicator.Read(Span<double> values) => values[0] = Value;

    bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        values[0] = Peek(bar.High, bar.Low, bar.Close, bar.Volume);
        return TryTurnover(bar.High, bar.Low, bar.Close, bar.Volume, out _, out _);
    }

    IIndicator IIndicator.Clone() => Clone();

    private static bool TryTurnover(double high, double low, double close, double volume, out double turnover, out double prices)
    {
        prices = TypicalPrice.Tripled(high, low, close).Rounded;
        turnover = prices * volume;
        return InputBar.IsTaken(high, low, close) && WindowSum.Takes(prices) && InputBar.IsVolume(volume) && WindowSum.Takes(volume) && WindowSum.Takes(turnover);
    }
}
