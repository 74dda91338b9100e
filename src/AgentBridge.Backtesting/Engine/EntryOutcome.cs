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

    /// <summary>The pair had an open trade.</summary>
    PositionOpen,

    /// <summary>All slots were taken.</summary>
    NoSlot,

    /// <summary>A protection had locked the pair.</summary>
    Locked,

    /// <summary>Too little of R lay between the open and the stop.</summary>
    StopTooClose,

    /// <summary>The candle had no volume for it.</summary>
    NotFilled,

    /// <summary>A trade was opened.</summary>
    Opened,
}
