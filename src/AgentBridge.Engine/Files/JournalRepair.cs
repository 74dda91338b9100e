namespace AgentBridge.Engine;

/// <summary>The repair of a journal's last line on opening.</summary>
public enum JournalRepair
{
    /// <summary>Nothing: the file was new or ended as it should.</summary>
    None = 0,

    /// <summary>The last line was complete but had no newline: it was kept, and the newline was added.</summary>
    Finished,

    /// <summary>The last line was cut: its bytes were moved to <c>&lt;file&gt;.torn</c>.</summary>
    MovedToTorn,
}
