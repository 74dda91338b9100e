using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Long when the Supertrend turns up, short when it turns down.</summary>
[Description("long when the Supertrend turns up")]
internal sealed class Supertrend(SupertrendOptions options)
    : SetupStream(options, "Supertrend turned up", "Supertrend turned down"), IStrategy<SupertrendOptions>
{
    // No number of candles guarantees that the bands no longer depend on the start: both must have been set anew by a close beyond them. On recorded
    // candles that took at most 67 candles for each unit of the multiplier.
    private const double CandlesPerMultiple = 200;

    private SupertrendState _supertrend = new(options.Period, options.Multiplier);
    private int _before;

    /// <inheritdoc/>
    public static StrategyName Name { get; } = new("supertrend", 1);

    /// <inheritdoc/>
    public static StrategyNeeds NeedsOf(SupertrendOptions options) =>
        NeedsOf(options, AtrState.WarmUpOf(options.Period) + (int)Math.Ceiling(CandlesPerMultiple * options.Multiplier) + 1);

    /// <inheritdoc/>
    public static IStrategyStream Open(SupertrendOptions options) => new Supertrend(options);

    /// <inheritdoc/>
    protected override SignalSide Update(in Candle candle)
    {
        _ = _supertrend.Update(candle.High, candle.Low, candle.Close);
        var (direction, before) = (_supertrend.Direction, _before);

        // A candle without a range at the band: in a long halt both bands are at the price, and the direction is only that from before the halt.
        _before = candle.High == candle.Low && candle.Close == _supertrend.Value ? 0 : direction;
        return (direction, before) switch
        {
            (1, -1) => SignalSide.Long,
            (-1, 1) => SignalSide.Short,
            _ => SignalSide.Unspecified,
        };
    }

    /// <summary>How far the close is beyond the line, in R.</summary>
    protected override double StrengthOf(int direction, in Candle candle, double risk) => direction * (candle.Close - _supertrend.Value) / risk;
}
