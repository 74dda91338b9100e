namespace AgentBridge.Market;

/// <summary>The fast stochastic oscillator: a <see cref="StochasticState"/> whose %K is not smoothed.</summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class StochasticFastState : IIndicator
{
    private readonly StochasticState _kernel;

    /// <summary>Creates a state that has seen no bar.</summary>
    /// <param name="period">Bars in the range, from 1 to 10,000.</param>
    /// <param name="smoothD">Values of %K in the average that is %D, from 1 to 10,000.</param>
    public StochasticFastState(int period, int smoothD)
        : this(new StochasticState(period, smoothK: 1, smoothD))
    {
    }

    private StochasticFastState(StochasticState kernel) => _kernel = kernel;

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "stochastic-fast",
        Title = "Fast stochastic oscillator",
        Parameters =
        [
            IndicatorParameter.Bars("period", 14, 1, WindowPeriod.Largest, "bars in the range"),
            IndicatorParameter.Bars("smooth_d", 3, 1, WindowPeriod.Largest, "values of k in the average that is d"),
        ],
        Outputs = ["k", "d"],
        Formula = "k = 100 * (close - lowest) / (highest - lowest) of the last period bars, the current one included, 0 where highest = lowest; d = simple average of smooth_d values of k",
        Source = "TA-Lib STOCHF",
        FirstValue = static p => WarmUpOf(p.Bars("period"), p.Bars("smooth_d")),
        WarmUp = static p => WarmUpOf(p.Bars("period"), p.Bars("smooth_d")),
        Open = static p => new StochasticFastState(p.Bars("period"), p.Bars("smooth_d")),
        Batch = static (candles, p, outputs) => new StochasticFastState(p.Bars("period"), p.Bars("smooth_d")).UpdateAll(candles.Highs, candles.Lows, candles.Closes, outputs[0], outputs[1]),
    };

    /// <inheritdoc cref="StochasticState.K"/>
    public double K => _kernel.K;

    /// <inheritdoc cref="StochasticState.D"/>
    public double D => _kernel.D;

    /// <inheritdoc cref="StochasticState.IsReady"/>
    public bool IsReady => _kernel.IsReady;

    /// <summary>The number of bars after which the values no longer depend on where they started.</summary>
    /// <param name="period">Bars in the range, from 1 to 10,000.</param>
    /// <param name="smoothD">Values of %K in the average that is %D, from 1 to 10,000.</param>
    public static int WarmUpOf(int period, int smoothD) => StochasticState.WarmUpOf(period, 1, smoothD);

    /// <inheritdoc cref="StochasticState.Update"/>
    public bool Update(double high, double low, double close) => _kernel.Update(high, low, close);

    /// <inheritdoc cref="StochasticState.Peek"/>
    public (double K, double D) Peek(double high, double low, double close) => _kernel.Peek(high, low, close);

    /// <inheritdoc cref="StochasticState.UpdateAll"/>
    public void UpdateAll(ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, Span<double> k, Span<double> d) =>
        _kernel.UpdateAll(highs, lows, closes, k, d);

    /// <summary>A copy that goes on from here on its own.</summary>
    public StochasticFastState Clone() => new(_kernel.Clone());

    /// <summary>Forgets every bar.</summary>
    public void Reset() => _kernel.Reset();

    bool IIndicator.Update(in Candle bar) => Update(bar.High, bar.Low, bar.Close);

    void IIndicator.Read(Span<double> values) => (values[0], values[1]) = (K, D);

    bool IIndicator.Peek(in Candle bar, Span<double> values) => ((IIndicator)_kernel).Peek(bar, values);

    IIndicator IIndicator.Clone() => Clone();
}
