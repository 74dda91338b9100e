namespace AgentBridge.Signals;

/// <summary>What a crossing of a band means.</summary>
internal enum BollingerMode
{
    /// <summary>Unspecified; refused.</summary>
    Unspecified = 0,

    /// <summary>A close that comes back inside the bands: the price returns to the mean.</summary>
    Reversion = 1,

    /// <summary>A close that leaves the bands: the price goes on.</summary>
    Breakout = 2,
}
