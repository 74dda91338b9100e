namespace AgentBridge.Backtesting;

/// <summary>A signal that may open a trade at a step of the run's clock.</summary>
internal readonly record struct SignalEvent(int Step, int Pair, int Signal) : IComparable<SignalEvent>
{
    public int CompareTo(SignalEvent other) => Step != other.Step ? Step.CompareTo(other.Step) : Pair.CompareTo(other.Pair);
}
