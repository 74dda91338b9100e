using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.TestPlugin;

public sealed record UnendingOptions
{
    [Range(0.0, 1e9), Description("it never returns from a candle that closes below this price")]
    public double Below { get; init; }

    [Range(0.0, 1e15), Description("and that opens at this Unix time in milliseconds or later")]
    public long From { get; init; }
}

/// <summary>Every candle that closes above the one before, in a band of one percent; for some pairs it never answers.</summary>
[Description("never answers where its parameters ask for it")]
public sealed class Unending(UnendingOptions options) : IStrategy<UnendingOptions>, IStrategyStream
{
    private double _before = double.NaN;

    public static StrategyName Name { get; } = new("unending", 1);

    public static StrategyNeeds NeedsOf(UnendingOptions options) => new(3);

    public static IStrategyStream Open(UnendingOptions options) => new Unending(options);

    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        while (candle.Close < options.Below && candle.OpenTimeMs >= options.From)
        {
        }

        var rises = candle.IsPossible && candle.Close > _before;
        _before = candle.IsPossible ? candle.Close : _before;
        plan = rises ? new(SignalSide.Long, candle.Close * 0.99, candle.Close * 1.01, candle.Close * 1.02, 0.5, "rises") : default;
        return rises;
    }
}
