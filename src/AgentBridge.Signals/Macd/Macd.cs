using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Long when the MACD line crosses above its signal line, short when it crosses below.</summary>
[Description("long when the MACD line crosses above its signal line")]
internal sealed class Macd(MacdOptions options)
    : SetupStream(options, "MACD crossed above its signal line", "MACD crossed below its signal line"), IStrategy<MacdOptions>
{
    // As a share of the close. In a long halt both lines fade to zero; what is left of their difference is that of candles before any warm-up.
    private const double Negligible = 1e-12;

    private readonly bool _belowZero = options.BelowZero;
    private MacdState _macd = new(options.Fast, options.Slow, options.Signal);
    private Crossing _crossing;

    /// <inheritdoc/>
    public static StrategyName Name { get; } = new("macd", 1);

    /// <inheritdoc/>
    public static StrategyNeeds NeedsOf(MacdOptions options) => NeedsOf(options, MacdState.WarmUpOf(options.Slow, options.Signal) + 1);

    /// <inheritdoc/>
    public static IStrategyStream Open(MacdOptions options) => new Macd(options);

    /// <inheritdoc/>
    protected override SignalSide Update(in Candle candle)
    {
        _ = _macd.Update(candle.Close);
        var difference = _macd.Value - _macd.SignalLine;
        var side = _crossing.Update(Math.Abs(difference) <= Negligible * candle.Close ? 0 : difference, 0);
        return !_belowZero || (side == SignalSide.Long ? _macd.Value < 0 : _macd.Value > 0) ? side : SignalSide.Unspecified;
    }

    /// <summary>How far the MACD line is on the other side of zero, in R; negative where it is on the side of the trade already.</summary>
    protected override double StrengthOf(int direction, in Candle candle, double risk) => -direction * _macd.Value / risk;
}
