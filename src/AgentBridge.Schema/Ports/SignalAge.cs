namespace AgentBridge.Schema;

/// <summary>The maximum age of a signal, for every reader.</summary>
public static class SignalAge
{
    /// <summary>The maximum age that a setting may allow, in seconds: a week.</summary>
    public const int MostSeconds = 604_800;
}
