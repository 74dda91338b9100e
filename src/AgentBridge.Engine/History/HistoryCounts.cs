using AgentBridge.Market;
using AgentBridge.Risk;

namespace AgentBridge.Engine;

/// <summary>What became of a history.</summary>
/// <param name="Candles">Candles looked at.</param>
/// <param name="Raw">Plans of the strategy.</param>
/// <param name="Approved">Signals that the gate approved; 0 where it was not asked.</param>
/// <param name="Denied">Plans that were denied, by code, in the order of the checks; where the gate was asked, raw = approved + the sum of these.</param>
public sealed record HistoryCounts(int Candles, int Raw, int Approved, IReadOnlyDictionary<DenyCode, int> Denied)
{
    /// <summary>The price step as of the newest candle.</summary>
    public PriceStep PriceStep { get; init; }

    /// <summary>Plans whose price step was unknown: their prices are rounded to 12 significant digits.</summary>
    public int WithoutStep { get; init; }

    /// <summary>Candles behind the warm-up that were not decided because a feed was missing (FEED_MISSING).</summary>
    public int FeedMissing { get; init; }

    /// <summary>Whether the newest candle is one of those: asked again, it may be decided.</summary>
    public bool NewestLacksFeed { get; init; }
}
