namespace AgentBridge.Signals;

/// <summary>How an average weighs its values.</summary>
internal enum AverageKind
{
    /// <summary>Unspecified; refused.</summary>
    Unspecified = 0,

    /// <summary>Exponentially: the newest value counts most.</summary>
    Ema = 1,

    /// <summary>All alike.</summary>
    Sma = 2,
}
