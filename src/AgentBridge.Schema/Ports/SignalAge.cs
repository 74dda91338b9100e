namespace AgentBridge.Schema;

/// <summary>How old a signal may be at the most, whoever asks.</summary>
public static class SignalAge
{
    /// <summary>The maximum age that a setting may allow, in seconds: a week.</summary>
    public const int MostSeconds = 604_800;
}
