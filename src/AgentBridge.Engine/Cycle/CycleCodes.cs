namespace AgentBridge.Engine;

/// <summary>The result codes of a cycle, in results and in the action log, in addition to the gate's deny codes and DECISION_CONFLICT.</summary>
public static class CycleCodes
{
    /// <summary>The newest candle triggers nothing.</summary>
    public const string NoTrade = "NO_TRADE";

    /// <summary>The signal was published.</summary>
    public const string Published = "PUBLISHED";

    /// <summary>The signal was published before, with the same bytes.</summary>
    public const string Duplicate = "DUPLICATE";

    /// <summary>The signal was approved and journalled; there is no publisher.</summary>
    public const string NotPublished = "NOT_PUBLISHED";

    /// <summary>The signal was approved and journalled; the publisher failed, or was cancelled.</summary>
    public const string PublishFailed = "PUBLISH_FAILED";

    /// <summary>A feed of the strategy lacks the candle that this decision needs: no decision, retried until the next close.</summary>
    public const string FeedMissing = "FEED_MISSING";

    /// <summary>The strategy did not answer in time: no decision on this candle, and none on this pair until it has answered.</summary>
    public const string GeneratorTimeout = "GENERATOR_TIMEOUT";

    /// <summary>The strategy threw, on this candle or shortly before: no decision. It is created again and fed its warm-up.</summary>
    public const string GeneratorFailed = "GENERATOR_FAILED";

    /// <summary>No candles were available (action log only: the cycle throws).</summary>
    public const string CandlesUnavailable = "CANDLES_UNAVAILABLE";
}
