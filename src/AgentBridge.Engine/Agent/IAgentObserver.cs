namespace AgentBridge.Engine;

/// <summary>Receives an agent's events, in order.</summary>
public interface IAgentObserver
{
    /// <summary>Handles an event. The agent waits for the return. An exception loses this event only: the agent continues and reports it as a <see cref="CycleFailed"/>.</summary>
    /// <param name="happened">Never changed afterwards; it may be kept.</param>
    void Observe(AgentEvent happened);
}
