namespace AgentBridge.Engine;

/// <summary>
/// Reports every event of an agent: to its status, its log and its observer. If the observer throws, that event is lost, but the agent
/// continues.
/// </summary>
internal sealed class AgentEventReporter(IAgentObserver observer, AgentTracker tracker, AgentLogger logger)
{
    public void Report(AgentEvent agentEvent)
    {
        logger.Log(agentEvent, tracker.FailuresInARow);
        tracker.Record(agentEvent);
        if (TryReport(agentEvent) is { } failure && agentEvent is not CycleFailed)
        {
            var failed = new CycleFailed(failure, AgentNext.TryAgain, TimeSpan.Zero);
            logger.Log(failed, tracker.FailuresInARow);
            _ = TryReport(failed);
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
