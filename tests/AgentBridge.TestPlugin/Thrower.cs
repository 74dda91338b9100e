using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.TestPlugin;

public enum ThrowPlace
{
    Unspecified = 0,
    Nowhere = 1,
    Needs = 2,
    Open = 3,
    Candle = 4,
    Feed = 5,
    EndlessNeeds = 6,
}

public sealed record ThrowerOptions
{
    [Description("where it throws")]
    public ThrowPlace Place { get; init; } = ThrowPlace.Nowhere;

    [Range(1, 1_000_000), Description("on every so many candles, counted from 1970")]
    public int Every { get; init; } = 1;

    [Range(0, 1_000_000), Description("or once its stream has seen so many candles; 0: never for that reason")]
    public int After { get; init; }

    [Range(0.0, 1e15), Description("or on the one candle that opens at this Unix time in milliseconds; 0: on none for that reason")]
    public long At { get; init; }

    [Range(0.0, 1e9), Description("or on every candle that closes below this price; 0: on none for that reason")]
    public double Below { get; init; }

    [Range(1, 200), Description("candles of warm-up")]
    public int WarmUp { get; init; } = 3;
}

/// <summary>Every candle that closes above the one before, in a band of one percent; and an exception where its parameters ask for one.</summary>
[Description("throws where its parameters ask for it")]
public sealed class Thrower(ThrowerOptions options) : IStrategy<ThrowerOptions>, IStrategyStream
{
    private const long StepMs = 300_000;

    private double _before = double.NaN;
    private int _seen;

    public static StrategyName Name { get; } = new("thrower", 1);

    public static StrategyNeeds NeedsOf(ThrowerOptions options)
    {
        if (options.Place == ThrowPlace.EndlessNeeds)
        {
            new ManualResetEventSlim().Wait();
        }

        return options.Place == ThrowPlace.Needs
            ? throw new InvalidOperationException("needs nothing,\nand says so on two lines")
            : new(options.WarmUp) { Feeds = options.Place == ThrowPlace.Feed ? [FeedRequest.Higher(Timeframe.Parse("15m"), 1)] : [] };
    }

    public static IStrategyStream Open(ThrowerOptions options) =>
        options.Place == ThrowPlace.Open ? throw new InvalidOperationException("it does not open") : new Thrower(options);

    public void OnFeed(int feed, in Candle candle)
    {
        if (candle.OpenTimeMs / StepMs % options.Every == 0)
        {
            throw new InvalidOperationException("a feed\nit does not like");
        }
    }

    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        _seen++;
        if (options.Place == ThrowPlace.Candle && ThrowsOn(candle))
        {
            throw new InvalidOperationException("a candle\nit does not like");
        }

        var rises = candle.IsPossible && candle.Close > _before;
        _before = candle.IsPossible ? candle.Close : _before;
        plan = rises ? new(SignalSide.Long, candle.Close * 0.99, candle.Close * 1.01, candle.Close * 1.02, 0.5, "rises") : default;
        return rises;
    }

    private bool ThrowsOn(in Candle candle) =>
        options.Below > 0 ? candle.Close < options.Below
        : options.At != 0 ? candle.OpenTimeMs == options.At
        : options.After != 0 ? _seen > options.After
        : candle.OpenTimeMs / StepMs % options.Every == 0;
}
