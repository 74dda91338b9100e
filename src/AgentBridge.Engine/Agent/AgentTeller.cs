namespace AgentBridge.Engine;

/// <summary>Tells an observer; one that throws costs what it was told, never the agent.</summary>
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
