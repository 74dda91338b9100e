using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Long when the close crosses back above the lower Bollinger band, or, as a breakout, above the upper one; no plan where the bands coincide.</summary>
[Description("long when the close crosses back above the lower Bollinger band, or, with mode=breakout, above the upper one")]
internal sealed class Bollinger(BollingerOptions options)
    : SetupStream(options, Rationale(options, SignalSide.Long), Rationale(options, SignalSide.Short)), IStrategy<BollingerOptions>
{
    private readonly bool _isReversion = options.Mode == BollingerMode.Reversion;
    private readonly BollingerState _state = new(options.Period, options.Deviations);
    private (double Middle, double Upper, double Lower) _bands;
    private Crossing _lower;
    private Crossing _upper;

    /// <inheritdoc/>
    public static StrategyName Name { get; } = new("bollinger", 1);

    /// <inheritdoc/>
    public static StrategyNeeds NeedsOf(BollingerOptions options) => NeedsOf(options, BollingerState.WarmUpOf(options.Period) + 1);

    /// <inheritdoc/>
    public static IStrategyStream Open(BollingerOptions options) => new Bollinger(options);

    /// <inheritdoc/>
    protected override SignalSide Update(in Candle candle)
    {
        _ = _state.Update(candle.Close);
        _bands = _state.Lines;

        // Bands that coincide are no bands: nothing crosses them, nor on the candle after.
        var areBands = _bands.Upper > _bands.Lower;
        var lower = _lower.Update(candle.Close, areBands ? _bands.Lower : double.NaN);
        var upper = _upper.Update(candle.Close, areBands ? _bands.Upper : double.NaN);
        var (up, down) = _isReversion ? (lower, upper) : (upper, lower);
        return up == SignalSide.Long ? up : down == SignalSide.Short ? down : SignalSide.Unspecified;
    }

    /// <summary>As a reversion, the distance from the close to the middle band in R; as a breakout, from the band that it left.</summary>
    protected override double StrengthOf(int direction, in Candle candle, double risk)
    {
        var reference = _isReversion ? _bands.Middle : direction > 0 ? _bands.Upper : _bands.Lower;
        return (_isReversion ? direction : -direction) * (reference - candle.Close) / risk;
    }

    private static string Rationale(BollingerOptions options, SignalSide side) => (options.Mode, side) switch
    {
        (BollingerMode.Reversion, SignalSide.Long) => "close back above the lower Bollinger band",
        (BollingerMode.Reversion, _) => "close back below the upper Bollinger band",
        (_, SignalSide.Long) => "close above the upper Bollinger band",
        _ => "close below the lower Bollinger band",
    };
}
