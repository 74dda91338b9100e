using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Long on each candle with a low two-period RSI in an upward trend: a pullback. Short on one with a high RSI in a downward trend.</summary>
[Description("long while the RSI over two candles is below 10 and the close above its average over 200")]
internal sealed class Rsi2 : SetupStream, IStrategy<Rsi2Options>
{
    private readonly double _oversold;
    private readonly SmaState _trend;
    private RsiState _rsi;

    private Rsi2(Rsi2Options options)
        : base(options, Rationale(options, $"below {CanonicalNumber.Format(options.Oversold)}, close above"), Rationale(options, $"above {CanonicalNumber.Format(100 - options.Oversold)}, close below"))
    {
        _oversold = options.Oversold;
        _trend = new SmaState(options.Trend);
        _rsi = new RsiState(options.Period);
    }

    /// <inheritdoc/>
    public static StrategyName Name { get; } = new("rsi2", 1);

    /// <inheritdoc/>
    public static StrategyNeeds NeedsOf(Rsi2Options options) => NeedsOf(options, Math.Max(RsiState.WarmUpOf(options.Period), SmaState.WarmUpOf(options.Trend)));

    /// <inheritdoc/>
    public static IStrategyStream Open(Rsi2Options options) => new Rsi2(options);

    /// <inheritdoc/>
    protected override SignalSide Update(in Candle candle)
    {
        _ = _trend.Update(candle.Close);
        _ = _rsi.Update(candle.Close);
        return candle.Close > _trend.Value && _rsi.Value < _oversold ? SignalSide.Long
            : candle.Close < _trend.Value && _rsi.Value > 100 - _oversold ? SignalSide.Short
            : SignalSide.Unspecified;
    }

    /// <summary>How far the RSI is beyond the limit, as a share of the limit.</summary>
    protected override double StrengthOf(int direction, in Candle candle, double risk) => (_oversold - (direction > 0 ? _rsi.Value : 100 - _rsi.Value)) / _oversold;

    private static string Rationale(Rsi2Options options, string what) =>
        $"RSI {CanonicalNumber.Format(options.Period)} {what} SMA {CanonicalNumber.Format(options.Trend)}";
}
