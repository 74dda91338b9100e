namespace AgentBridge.Backtesting;

/// <summary>A signal that may open a trade at a step of the run's clock.</summary>
internal readonly record struct SignalEvent(int Step, int Pair, int Signal)
{
    /// <summary>By step, then in the order of the list of pairs.</summary>
    public static int Compare(SignalEvent one, SignalEvent other) => one.Step != other.Step ? one.Step.CompareTo(other.Step) : one.Pair.CompareTo(other.Pair);
}
