namespace AgentBridge.Market;

/// <summary>
/// The stochastic RSI: where the relative strength index is in the range of its last <c>period</c> values, in percent (%K), and the simple average of that (%D).
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class StochasticRsiState : IIndicator
{
    private readonly StochasticState _stochastic;
    private RsiState _rsi;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="rsiPeriod">Steps in the relative strength index, from 2 to 10,000.</param>
    /// <param name="period">Values of the index in the range, from 1 to 10,000.</param>
    /// <param name="smoothD">Values of %K in the average that is %D, from 1 to 10,000.</param>
    public StochasticRsiState(int rsiPeriod, int period, int smoothD)
        : this(new RsiState(rsiPeriod), new StochasticState(period, smoothK: 1, smoothD))
    {
    }

    private StochasticRsiState(RsiState rsi, StochasticState stochastic) => (_rsi, _stochastic) = (rsi, stochastic);

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "stochastic-rsi",
        Title = "Stochastic RSI",
        Parameters =
        [
            IndicatorParameter.Bars("rsi_period", 14, 2, WindowPeriod.Largest, "steps in the relative strength index"),
            IndicatorParameter.Bars("period", 14, 1, WindowPeriod.Largest, "values of the index in the range"),
            IndicatorParameter.Bars("smooth_d", 3, 1, WindowPeriod.Largest, "values of k in the average that is d"),
        ],
        Outputs = ["k", "d"],
        Formula = "k = 100 * (rsi - lowest) / (highest - lowest) of the last period values of rsi(rsi_period), the current one included, 0 where highest = lowest; "
            + "d = simple average of smooth_d values of k",
        Source = "TA-Lib STOCHRSI",
        FirstValue = static p => p.Bars("rsi_period") + StochasticState.WarmUpOf(p.Bars("period"), 1, p.Bars("smooth_d")),
        WarmUp = static p => WarmUpOf(p.Bars("rsi_period"), p.Bars("period"), p.Bars("smooth_d")),
        Open = static p => new StochasticRsiState(p.Bars("rsi_period"), p.Bars("period"), p.Bars("smooth_d")),
    };

    /// <summary>%K, from 0 to 100; 0 where the index has no range; NaN until it has a value.</summary>
    public double K => _stochastic.K;

    /// <summary>%D, from 0 to 100; NaN until <see cref="IsReady"/>.</summary>
    public double D => _stochastic.D;

    /// <summary>Whether %D has a value, and so has %K.</summary>
    public bool IsReady => _stochastic.IsReady;

    /// <summary>The number of values after which the result no longer depends, to the bit, on where it started.</summary>
    /// <param name="rsiPeriod">Steps in the relative strength index, from 2 to 10,000.</param>
    /// <param name="period">Values of the index in the range, from 1 to 10,000.</param>
    /// <param name="smoothD">Values of %K in the average that is %D, from 1 to 10,000.</param>
    public static int WarmUpOf(int rsiPeriod, int period, int smoothD) => RsiState.WarmUpOf(rsiPeriod) + StochasticState.WarmUpOf(period, 1, smoothD) - 1;

    /// <summary>Takes one value.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>Whether it was taken; one that the relative strength index refuses changes nothing.</returns>
    public bool Update(double value)
    {
        if (!_rsi.Update(value))
        {
            return false;
        }

        // From 0 to 100, so never refused.
        return !_rsi.IsReady || _stochastic.Update(_rsi.Value, _rsi.Value, _rsi.Value);
    }

    /// <summary>What <see cref="K"/> and <see cref="D"/> would be after one more value; the state does not change.</summary>
    /// <param name="value">The next value.</param>
    /// <returns>%K and %D; NaN where there were too few values or <see cref="Update"/> would refuse this one.</returns>
    public (double K, double D) Peek(double value)
    {
        var rsi = _rsi.Peek(value);
        return _stochastic.Peek(rsi, rsi, rsi);
    }

    /// <summary>The same as <see cref="Update"/> for each value, writing <see cref="K"/> and <see cref="D"/> (NaN for a refused one).</summary>
    /// <param name="values">The values, oldest first.</param>
    /// <param name="k">At least as long.</param>
    /// <param name="d">At least as long.</param>
    public void UpdateAll(ReadOnlySpan<double> values, Span<double> k, Span<double> d)
    {
        for (var i = 0; i < values.Length; i++)
        {
            (k[i], d[i]) = Update(values[i]) ? (K, D) : (double.NaN, double.NaN);
        }
    }

    /// <summary>A copy that goes on from here on its own.</summary>
    public StochasticRsiState Clone() => new(_rsi, _stochastic.Clone());

    /// <summary>Forgets every value.</summary>
    public void Reset()
    {
        _rsi.Reset();
        _stochastic.Reset();
    }

    bool IIndicator.Update(in Candle bar) => Update(bar.Close);

    void IIndicator.Read(Span<double> values) => (values[0], values[1]) = (K, D);

    bool IIndicator.Peek(in Candle bar, Span<double> values)
    {
        (values[0], values[1]) = Peek(bar.Close);
        var copy = _rsi;
        return copy.Update(bar.Close);
    }

    IIndicator IIndicator.Clone() => Clone();
}
