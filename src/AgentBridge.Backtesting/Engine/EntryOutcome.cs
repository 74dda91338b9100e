namespace AgentBridge.Backtesting;

/// <summary>What became of an attempt to open a trade.</summary>
internal enum EntryOutcome
{
    /// <summary>Not tried; never returned.</summary>
    None,

    /// <summary>The stake was outside the limits.</summary>
    NoFunds,

    /// <summary>The open was not between stop and target.</summary>
    BeyondLevels,

    /// <summary>A trade was opened.</summary>
    Opened,
}
