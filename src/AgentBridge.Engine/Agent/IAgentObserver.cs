namespace AgentBridge.Engine;

/// <summary>Receives an agent's events, in order.</summary>
public interface IAgentObserver
{
    /// <summary>Handles an event. The agent waits for the return; an exception ends it.</summary>
    /// <param name="happened">The event.</param>
    void Observe(AgentEvent happened);
}
