namespace AgentBridge.Engine;

/// <summary>Notifies an observer; an exception of the observer loses that event, but never ends the agent.</summary>
internal sealed class AgentTeller(IAgentObserver observer)
{
    public void Tell(AgentEvent happened)
    {
        if (TryTell(happened) is { } failure && happened is not CycleFailed)
        {
            _ = TryTell(new CycleFailed(failure, AgentNext.TryAgain, TimeSpan.Zero));
        }
    }

    private Exception? TryTell(AgentEvent happened)
    {
        try
        {
            observer.Observe(happened);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }
}
