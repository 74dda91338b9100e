namespace AgentBridge.Engine;

/// <summary>Receives the rows of a CSV journal.</summary>
internal interface ICsvRows<in TRow>
    where TRow : class
{
    /// <summary>Takes a row, or the same row again; <see langword="false"/> if its id is there with other values.</summary>
    bool TryAdd(TRow row);
}
