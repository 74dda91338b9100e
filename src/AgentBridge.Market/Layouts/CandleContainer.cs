namespace AgentBridge.Market;

/// <summary>What a candle file is packed in.</summary>
public enum CandleContainer
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>gzip (<c>.gz</c>).</summary>
    Gzip = 1,

    /// <summary>A zip archive with one file in it.</summary>
    Zip = 2,
}
