using System.ComponentModel;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>
/// Lets a plan through if the wrapped strategy had none on the candles before, passed or not: of plans that follow each other closely, the first alone.
/// Counted from the last plan instead of the last one that passed, so that the answer depends on a fixed number of candles, wherever a run starts.
/// </summary>
[Description("a wrapper: a plan of another strategy counts only after some candles without one")]
internal sealed class Cooldown(CooldownOptions options, IStrategyStream wrapped) : WrapperStream(wrapped), IStrategyWrapper<CooldownOptions>
{
    // The candles since the last plan; as many as are needed before the first candle.
    private int _quiet = options.CooldownCandles;

    /// <inheritdoc/>
    public static StrategyName Name { get; } = new("cooldown", 1);

    /// <inheritdoc/>
    public static StrategyNeeds NeedsOf(CooldownOptions options, StrategyNeeds wrapped) => wrapped with
    {
        WarmUp = wrapped.WarmUp + options.CooldownCandles,

        // A candle of a feed is at least as long as a base candle.
        Feeds = [.. wrapped.Feeds.Select(f => f with { WarmUp = f.WarmUp + options.CooldownCandles })],
    };

    /// <inheritdoc/>
    public static IStrategyStream Open(CooldownOptions options, IStrategyStream wrapped, StrategyNeeds needs) => new Cooldown(options, wrapped);

    /// <inheritdoc/>
    protected override bool Passes(in Candle candle, bool isPlanned, SignalSide side)
    {
        var passes = _quiet >= options.CooldownCandles;
        _quiet = isPlanned ? 0 : Math.Min(_quiet + 1, options.CooldownCandles);
        return passes;
    }
}
