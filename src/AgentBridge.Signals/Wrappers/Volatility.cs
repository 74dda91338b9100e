using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Lets a plan through while the average true range, in percent of the close, is within bounds, both included.</summary>
[Description("a wrapper: a plan of another strategy counts only while the average true range is within bounds")]
internal sealed class Volatility(VolatilityOptions options, IStrategyStream wrapped) : WrapperStream(wrapped), IStrategyWrapper<VolatilityOptions>
{
    private AtrState _atr = new(options.VolatilityPeriod);

    /// <inheritdoc/>
    public static StrategyName Name { get; } = new("volatility", 1);

    /// <inheritdoc/>
    public static StrategyNeeds NeedsOf(VolatilityOptions options, StrategyNeeds wrapped) =>
        wrapped with { WarmUp = Math.Max(wrapped.WarmUp, AtrState.WarmUpOf(options.VolatilityPeriod)) };

    /// <inheritdoc/>
    public static IStrategyStream Open(VolatilityOptions options, IStrategyStream wrapped, StrategyNeeds needs) => new Volatility(options, wrapped);

    /// <inheritdoc/>
    protected override bool Passes(in Candle candle, bool isPlanned, SignalSide side)
    {
        if (!candle.IsPossible)
        {
            return false;
        }

        _ = _atr.Update(candle.High, candle.Low, candle.Close);
        var percent = 100 * _atr.Value / candle.Close;
        return percent >= options.VolatilityMin && percent <= options.VolatilityMax;
    }
}
