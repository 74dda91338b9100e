namespace AgentBridge.Signals;

/// <summary>Where a setup's stop is.</summary>
internal enum StopRule
{
    /// <summary>Unspecified; refused.</summary>
    Unspecified = 0,

    /// <summary>At the lowest of the last lows, for a short at the highest of the last highs, the deciding candle's own included.</summary>
    Swing = 1,

    /// <summary>A multiple of the average true range from the close.</summary>
    Atr = 2,
}
