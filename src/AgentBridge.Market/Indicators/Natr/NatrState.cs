namespace AgentBridge.Market;

/// <summary>
/// Wilder's average true range in percent of the close: <c>100·atr/close</c> with the average of <see cref="AtrState"/>. 0 where the close is 0, as in TA-Lib.
/// A copy of the state is a clone.
/// </summary>
public struct NatrState : IIndicator
{
    private AtrState _range;
    private double _close;

    /// <summary>Creates a state that has seen no bar.</summary>
    /// <param name="period">True ranges in the average, from 1 to 10,000.</param>
    public NatrState(int period) => _range = new AtrState(period);

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "natr",
        Title = "Normalised average true range",
        Parameters = [IndicatorParameter.Bars("period", 14, 1, WindowPeriod.Largest, "true ranges in the average")],
        Outputs = ["natr"],
        Formula = "100 * atr / close; 0 where the close is 0",
        Source = "TA-Lib NATR",
        FirstValue = static p => p.Bars("period") + 1,
        WarmUp = static p => AtrState.WarmUpOf(p.Bars("period")),
        Open = static p => new NatrState(p.Bars("period")),
        Batch = static (candles, p, outputs) => new NatrState(p.Bars("period")).UpdateAll(candles.Highs, candles.Lows, candles.Closes, outputs[0]),
    };

    /// <summary>True ranges in the average; 0 in the default value, which refuses every bar.</summary>
    public readonly int Period => _range.Period;

    /// <inheritdoc/>
    public readonly bool IsReady => _range.IsReady;

    /// <summary>The current percentage, of the close's sign; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Value => Percent(_range.Value, _close);

    /// <summary>Takes one closed bar.</summary>
    /// <param name="high">The highest price of the bar.</param>
    /// <param name="low">The lowest.</param>
    /// <param name="close">The last.</param>
    /// <returns>Whether the bar was taken; one that <see cref="AtrState.Update"/> refuses, or whose percentage would not be finite, is refused and changes nothing.</returns>
    public bool Update(double high, double low, double close)
    {
        var range = _range;
        if (!range.Update(high, low, close) || double.IsInfinity(Percent(range.Value, close)))
        {
            return false;
        }

        (_range, _close) = (range, close);
        return true;
    }

    /// <summary>The value of <see cref="Value"/> after a forming bar; the state does not change.</summary>
    /// <param name="high">The high so far.</param>
    /// <param name="low">The low so far.</param>
    /// <param name="close">The newest price.</param>
    /// <returns>The percentage; NaN if it is not ready or <see cref="Update"/> would refuse the bar.</returns>
    public readonly double Peek(double high, double low, double close)
    {
        var copy = this;
        return copy.Update(high, low, close) ? copy.Value : double.NaN;
    }

    /// <summary>Takes many bars: <see cref="Update"/> for each, writing <see cref="Value"/>; NaN for one that is refused.</summary>
    /// <param name="highs">The highest prices, oldest bar first.</param>
    /// <param name="lows">The lowest.</param>
    /// <param name="closes">The last.</param>
    /// <param name="destination">At least as long as the bars.</param>
    public void UpdateAll(ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, Span<double> destination)
    {
        for (var bar = 0; bar < closes.Length; bar++)
        {
            destination[bar] = Update(highs[bar], lows[bar], closes[bar]) ? Value : double.NaN;
        }
    }

    /// <inheritdoc/>
    public void Reset() => _range.Reset();

    bool IIndicator.Update(in Candle bar) => Update(bar.High, bar.Low, bar.Close);

    readonly void IIndicator.Read(Span<double> values) => values[0] = Value;

    readonly bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        var copy = this;
        var isTaken = copy.Update(bar.High, bar.Low, bar.Close);
        values[0] = isTaken ? copy.Value : double.NaN;
        return isTaken;
    }

    readonly IIndicator IIndicator.Clone() => this;

    /// <summary>NaN before there is a range, whatever the close.</summary>
    private static double Percent(double range, double close) => close == 0 ? 0 * range : 100 * (range / close);
}
