namespace AgentBridge.Market;

/// <summary>
/// The Keltner channel: the exponential moving average of the close, and bands at a multiple of the average true range above and below it.
/// A copy of the state is a clone.
/// </summary>
public struct KeltnerState : IIndicator
{
    private readonly double _multiplier;
    private EmaState _ema;
    private AtrState _atr;

    /// <summary>Creates a state that has seen no bar.</summary>
    /// <param name="period">Closes in the moving average, from 1 to 10,000.</param>
    /// <param name="multiplier">The distance of a band, in average true ranges; finite and above 0.</param>
    /// <param name="atrPeriod">True ranges in their average, from 1 to 10,000.</param>
    public KeltnerState(int period, double multiplier, int atrPeriod)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(multiplier);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(multiplier, double.MaxValue);
        _multiplier = multiplier;
        _ema = new EmaState(period);
        _atr = new AtrState(atrPeriod);
    }

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "keltner",
        Title = "Keltner channel",
        Parameters =
        [
            IndicatorParameter.Bars("period", 20, 1, WindowPeriod.Largest, "closes in the moving average"),
            new("multiplier", 2, 0.01, 100, "distance of a band in average true ranges"),
            IndicatorParameter.Bars("atr_period", 10, 1, WindowPeriod.Largest, "true ranges in their average"),
        ],
        Outputs = ["middle", "upper", "lower"],
        Formula = "middle = ema(period) of the close; upper = middle + multiplier * atr(atr_period), lower = middle - multiplier * atr(atr_period)",
        Source = "Skender GetKeltner",
        FirstValue = static p => Math.Max(p.Bars("period"), p.Bars("atr_period") + 1),
        WarmUp = static p => Math.Max(EmaState.WarmUpOf(p.Bars("period")), AtrState.WarmUpOf(p.Bars("atr_period"))),
        Open = static p => new KeltnerState(p.Bars("period"), p["multiplier"], p.Bars("atr_period")),
    };

    /// <summary>The moving average; NaN until it has a value.</summary>
    public readonly double Middle => _ema.Value;

    /// <summary>The upper band; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Upper => _ema.Value + (_multiplier * _atr.Value);

    /// <summary>The lower band; NaN until <see cref="IsReady"/>.</summary>
    public readonly double Lower => _ema.Value - (_multiplier * _atr.Value);

    /// <summary>Whether the moving average and the average true range have a value.</summary>
    public readonly bool IsReady => _ema.IsReady && _atr.IsReady;

    /// <summary>Takes one closed bar.</summary>
    /// <param name="high">The highest price of the bar.</param>
    /// <param name="low">The lowest.</param>
    /// <param name="close">The last.</param>
    /// <returns>Whether the bar was taken; one with a value that is not finite, a high below its low, or a band beyond the greatest double is refused and changes nothing.</returns>
    public bool Update(double high, double low, double close)
    {
        // A copy is what can still be refused.
        var copy = this;
        if (!copy._atr.Update(high, low, close) || !copy._ema.Update(close) || double.IsInfinity(copy.Upper) || double.IsInfinity(copy.Lower))
        {
            return false;
        }

        this = copy;
        return true;
    }

    /// <summary>What the channel would be after a forming bar; the state does not change.</summary>
    /// <param name="high">The high so far.</param>
    /// <param name="low">The low so far.</param>
    /// <param name="close">The last price so far.</param>
    /// <returns>Middle, upper and lower; NaN where there were too few bars or <see cref="Update"/> would refuse this one.</returns>
    public readonly (double Middle, double Upper, double Lower) Peek(double high, double low, double close)
    {
        var copy = this;
        return copy.Update(high, low, close) ? (copy.Middle, copy.Upper, copy.Lower) : (double.NaN, double.NaN, double.NaN);
    }

    /// <summary>Forgets every bar.</summary>
    public void Reset()
    {
        _ema.Reset();
        _atr.Reset();
    }

    bool IIndicator.Update(in Candle bar) => Update(bar.High, bar.Low, bar.Close);

    readonly void IIndicator.Read(Span<double> values) => (values[0], values[1], values[2]) = (Middle, Upper, Lower);

    readonly bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        var copy = this;
        var isTaken = copy.Update(bar.High, bar.Low, bar.Close);
        (values[0], values[1], values[2]) = isTaken ? (copy.Middle, copy.Upper, copy.Lower) : (double.NaN, double.NaN, double.NaN);
        return isTaken;
    }

    readonly IIndicator IIndicator.Clone() => this;
}
