namespace AgentBridge.Engine;

/// <summary>Told what an agent meets, in the order in which it meets it.</summary>
public interface IAgentObserver
{
    /// <summary>Something happened. The agent waits for the return, and ends with what is thrown here.</summary>
    /// <param name="happened">What.</param>
    void Observe(AgentEvent happened);
}
