namespace AgentBridge.Engine;

/// <summary>Reports events to an observer. If the observer throws, that event is lost, but the agent continues.</summary>
internal sealed class AgentEventReporter(IAgentObserver observer)
{
    public void Report(AgentEvent agentEvent)
    {
        if (TryReport(agentEvent) is { } failure && agentEvent is not CycleFailed)
        {
            _ = TryReport(new CycleFailed(failure, AgentNext.TryAgain, TimeSpan.Zero));
        }
    }

    private Exception? TryReport(AgentEvent agentEvent)
    {
        try
        {
            observer.Observe(agentEvent);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }
}
