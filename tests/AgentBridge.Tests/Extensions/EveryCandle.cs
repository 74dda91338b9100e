using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Tests.Extensions;

/// <summary>What the strategy does on a candle.</summary>
public enum Behaviour
{
    /// <summary>It plans a trade.</summary>
    None = 0,

    /// <summary>It throws.</summary>
    Throw = 1,

    /// <summary>It never returns.</summary>
    Hang = 2,
}

/// <summary>Options of the strategy.</summary>
public sealed record EveryCandleOptions
{
    /// <summary>The distance of the stop, in ATR.</summary>
    [Range(0.1, 10.0), Description("the distance of the stop from the entry, in ATR(14)")]
    public double StopAtr { get; init; } = 1.5;

    /// <summary>What happens on a candle.</summary>
    [Description("what happens on a candle")]
    public Behaviour Behaviour { get; init; }
}

/// <summary>A strategy of the program's own: long on every candle, or it fails as its option says.</summary>
[Description("long on every candle")]
public sealed class EveryCandle(EveryCandleOptions options) : IStrategy<EveryCandleOptions>, IStrategyStream
{
    private AtrState _atr = new(14);

    public static StrategyName Name { get; } = new("every-candle", 1);

    public static StrategyNeeds NeedsOf(EveryCandleOptions options) => new(200);

    public static IStrategyStream Open(EveryCandleOptions options) => new EveryCandle(options);

    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        switch (options.Behaviour)
        {
            case Behaviour.Throw:
                throw new InvalidOperationException("the strategy is broken");
            case Behaviour.Hang:
                new ManualResetEventSlim().Wait();
                break;
        }

        _ = _atr.Update(candle.High, candle.Low, candle.Close);
        var risk = options.StopAtr * _atr.Value;
        plan = risk > 0 ? new(SignalSide.Long, candle.Close - risk, candle.Close + risk, candle.Close + (2 * risk), 0.5, "every candle") : default;
        return risk > 0;
    }
}
