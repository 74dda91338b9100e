using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Long when %K crosses above %D while it is oversold, short when it crosses below while it is overbought.</summary>
[Description("long when %K of the stochastic oscillator crosses above %D while it is below 20")]
internal sealed class Stochastic : SetupStream, IStrategy<StochasticOptions>
{
    private readonly double _oversold;
    private readonly StochasticState _oscillator;
    private Crossing _crossing;

    private Stochastic(StochasticOptions options)
        : base(options, $"%K crossed above %D below {CanonicalNumber.Format(options.Oversold)}", $"%K crossed below %D above {CanonicalNumber.Format(100 - options.Oversold)}")
    {
        _oversold = options.Oversold;
        _oscillator = new StochasticState(options.Period, options.SmoothK, options.SmoothD);
    }

    /// <inheritdoc/>
    public static StrategyName Name { get; } = new("stochastic", 1);

    /// <inheritdoc/>
    public static StrategyNeeds NeedsOf(StochasticOptions options) =>
        NeedsOf(options, StochasticState.WarmUpOf(options.Period, options.SmoothK, options.SmoothD) + 1);

    /// <inheritdoc/>
    public static IStrategyStream Open(StochasticOptions options) => new Stochastic(options);

    /// <inheritdoc/>
    protected override SignalSide Update(in Candle candle)
    {
        _ = _oscillator.Update(candle.High, candle.Low, candle.Close);
        return _crossing.Update(_oscillator.K, _oscillator.D) switch
        {
            SignalSide.Long when _oscillator.K < _oversold => SignalSide.Long,
            SignalSide.Short when _oscillator.K > 100 - _oversold => SignalSide.Short,
            _ => SignalSide.Unspecified,
        };
    }

    /// <summary>How far %K is beyond the limit, as a share of the limit.</summary>
    protected override double StrengthOf(int direction, in Candle candle, double risk) =>
        (_oversold - (direction > 0 ? _oscillator.K : 100 - _oscillator.K)) / _oversold;
}
