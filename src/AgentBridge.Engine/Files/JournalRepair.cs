namespace AgentBridge.Engine;

/// <summary>What was done to the last line of a journal when it was opened.</summary>
public enum JournalRepair
{
    /// <summary>Nothing: the file was new or ended as it should.</summary>
    None = 0,

    /// <summary>The last line was whole but had no newline: it was kept and ended.</summary>
    Finished,

    /// <summary>The last line was cut: its bytes were moved to <c>&lt;file&gt;.torn</c>.</summary>
    MovedToTorn,
}
