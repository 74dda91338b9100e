using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Tests.Signals.Contract;

/// <summary>The values of a choice.</summary>
internal enum PriceBasis
{
    Unspecified = 0,
    Close = 1,
    HighLow = 2,
}

/// <summary>One option of each kind.</summary>
internal sealed record EveryKindOptions : IOptionRules
{
    [Range(-5, 50), Description("a whole number")]
    public int Count { get; init; } = 7;

    [Range(0.0, 1e15), Description("a long whole number")]
    public long LongCount { get; init; } = 5_000_000_000;

    [Range(0.0, 1.0, MinimumIsExclusive = true), Description("a share")]
    public double Share { get; init; } = 0.25;

    [Description("a switch")]
    public bool IsOn { get; init; } = true;

    [Description("a choice")]
    public PriceBasis Basis { get; init; } = PriceBasis.HighLow;

    [Description("a timeframe")]
    public Timeframe Timeframe { get; init; } = Timeframe.Parse("1h");

    [Description("a pair")]
    public Pair Pair { get; init; } = Pair.Parse("ETH/USDT");

    /// <summary>Not settable, so not an option.</summary>
    public int Twice => Count * 2;

    public IEnumerable<string> Validate() => Count == 13 ? ["count must not be 13"] : [];
}

internal sealed class EveryKind : IStrategy<EveryKindOptions>, IStrategyStream
{
    public static StrategyName Name { get; } = new("every-kind", 3);

    public static StrategyNeeds NeedsOf(EveryKindOptions options) => new(Math.Max(1, options.Count));

    public static IStrategyStream Open(EveryKindOptions options) => new EveryKind();

    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        plan = default;
        return false;
    }
}

/// <summary>Options with faults, which the tests name.</summary>
internal sealed record FaultyOptions
{
    public int WithoutAnything { get; init; } = 1;

    [Description("no range")]
    public double WithoutRange { get; init; } = 1;

    [Range(1, 2)]
    public int WithoutMeaning { get; init; } = 1;

    [Range(1, 2), Description("its default is outside")]
    public int DefaultOutside { get; init; } = 3;

    [Description("free text")]
    public string Text { get; init; } = "text";

    [Range(5, 1), Description("min above max")]
    public int Reversed { get; init; } = 3;
}

internal sealed class Faulty : IStrategy<FaultyOptions>
{
    public static StrategyName Name { get; } = new("faulty", 1);

    public static StrategyNeeds NeedsOf(FaultyOptions options) => new(1);

    public static IStrategyStream Open(FaultyOptions options) => throw new NotSupportedException();
}

/// <summary>Records its inputs, in order.</summary>
internal sealed record RecorderOptions
{
    [Description("the higher timeframe")]
    public Timeframe Higher { get; init; } = Timeframe.Parse("15m");

    [Description("the other pair")]
    public Pair Other { get; init; } = Pair.Parse("BTC/USDT");

    [Range(1, 100), Description("candles of warm-up")]
    public int WarmUp { get; init; } = 1;

    [Range(1, 100), Description("feed candles of warm-up")]
    public int FeedWarmUp { get; init; } = 1;
}

internal sealed class Recorder : IStrategy<RecorderOptions>, IStrategyStream
{
    [ThreadStatic]
    private static List<string>? _events;

    public static StrategyName Name { get; } = new("recorder", 1);

    /// <summary>The inputs of this thread's recorders since it was last cleared.</summary>
    public static List<string> Events => _events ??= [];

    public static StrategyNeeds NeedsOf(RecorderOptions options) => new(options.WarmUp)
    {
        Feeds = [FeedRequest.Higher(options.Higher, options.FeedWarmUp), FeedRequest.Other(options.Other, options.FeedWarmUp), FeedRequest.Other(options.Other, options.FeedWarmUp, options.Higher)],
    };

    public static IStrategyStream Open(RecorderOptions options) => new Recorder();

    public void OnFeed(int feed, in Candle candle) => Events.Add($"feed{feed}@{Minutes(candle)}");

    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        Events.Add($"own@{Minutes(candle)}");
        plan = new TradePlan(SignalSide.Long, candle.Close * 0.9, candle.Close * 1.1, candle.Close * 1.2, 1, "always");
        return true;
    }

    private static long Minutes(in Candle candle) => (candle.OpenTimeMs - TestStart.Ms) / 60_000;
}

internal static class TestStart
{
    /// <summary>2025-06-01T12:00:00Z: on the grid of every timeframe up to 12h.</summary>
    public const long Ms = 1_748_779_200_000;
}
