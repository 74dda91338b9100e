using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>The counts of a history's decisions.</summary>
/// <param name="Candles">Candles looked at.</param>
/// <param name="Raw">Plans of the strategy.</param>
/// <param name="Approved">Signals that the gate approved; 0 without a gate.</param>
/// <param name="Denied">Plans that were denied, by code, in the order of the checks; with a gate, raw = approved + the sum of these.</param>
public sealed record HistoryCounts(int Candles, int Raw, int Approved, IReadOnlyDictionary<DenyCode, int> Denied)
{
    /// <summary>The price step as of the newest candle.</summary>
    public PriceStep PriceStep { get; init; }

    /// <summary>Plans whose price step was unknown: their prices are rounded to 12 significant digits.</summary>
    public int WithoutStep { get; init; }

    /// <summary>Candles after the warm-up that were not decided because a feed was missing (FEED_MISSING).</summary>
    public int FeedMissing { get; init; }

    /// <summary>Whether the newest candle is one of those; a later call may decide it.</summary>
    public bool NewestLacksFeed { get; init; }

    /// <summary>
    /// Candles that were not decided because the strategy threw (GENERATOR_FAILED): those on which it did, and those after them until its
    /// warm-up was over again.
    /// </summary>
    public int GeneratorFailed { get; init; }

    /// <summary>The strategy's first exception; <see langword="null"/> if there was none.</summary>
    public StrategyFailure? FirstFailure { get; init; }

    /// <summary>Why the newest candle was not decided, where that is because the strategy threw; else <see langword="null"/>.</summary>
    public StrategyFailure? NewestFailure { get; init; }
}

/// <summary>The result of a run over a history, apart from its plans.</summary>
/// <param name="Plans">How many plans there were.</param>
/// <param name="FeedMissing">At how many candles a feed was missing.</param>
/// <param name="Failed">At how many candles nothing was decided because the strategy threw.</param>
/// <param name="Newest">The outcome of the newest candle.</param>
/// <param name="FirstFailure">What the strategy threw first; <see langword="null"/> for nothing.</param>
/// <param name="LastFailure">What it threw last; <see langword="null"/> for nothing.</param>
public sealed record HistoryScan(int Plans, int FeedMissing, int Failed, StepResult Newest, StrategyFailure? FirstFailure, StrategyFailure? LastFailure);
