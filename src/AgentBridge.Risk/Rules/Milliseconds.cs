namespace AgentBridge.Risk;

/// <summary>Lengths of time between instants.</summary>
internal static class Milliseconds
{
    /// <summary>In double, so that absurd instants cannot wrap round into fresh ones.</summary>
    public static double Between(long from, long to) => (double)to - from;
}
