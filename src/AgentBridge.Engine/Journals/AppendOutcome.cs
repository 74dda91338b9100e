namespace AgentBridge.Engine;

/// <summary>The outcome of appending a row to a journal.</summary>
public enum AppendOutcome
{
    /// <summary>Unspecified; treat it as not written.</summary>
    Unspecified = 0,

    /// <summary>The row was written and has reached the device.</summary>
    Appended,

    /// <summary>The same row exists already: nothing was written, and nothing needs to be.</summary>
    Duplicate,

    /// <summary>Another row of the same decision_id exists: nothing was written (code DECISION_CONFLICT).</summary>
    Conflict,
}
