using AgentBridge.Market;
using Microsoft.Extensions.Logging;

namespace AgentBridge.Engine;

/// <summary>Writes the events of one agent to its log.</summary>
internal sealed class AgentLogger(ILogger logger, string pair, string timeframe, string strategy)
{
    public void Started() => logger.AgentStarted(pair, timeframe, strategy);

    public void Ended() => logger.AgentStopped(pair, timeframe);

    /// <summary>Logs an event.</summary>
    /// <param name="agentEvent">What the agent reports.</param>
    /// <param name="failures">How many cycles had failed in a row before it.</param>
    public void Log(AgentEvent agentEvent, int failures)
    {
        switch (agentEvent)
        {
            case CycleCompleted when failures > 0:
                logger.AgentRecovered(pair, timeframe, failures);
                break;
            case CandleDecided { Undecided: { } reason } undecided:
                logger.CandleUndecided(pair, timeframe, undecided.Result.Code, Time(undecided.CloseMs), reason);
                break;
            case CandleDecided { Result.Signal: { } signal } decided:
                logger.CandleDecided(pair, timeframe, decided.Result.Code, Time(decided.CloseMs), signal.DecisionId);
                break;
            case CandleDecided decided:
                logger.CandleWithoutSignal(pair, timeframe, decided.Result.Code, Time(decided.CloseMs));
                break;
            case FeedUnavailable unavailable:
                logger.FeedMissing(pair, timeframe, unavailable.Code, unavailable.Feed);
                break;
            case PriceStepUnknown:
                logger.PriceStepUnknown(pair);
                break;
            case CycleFailed { IsBug: true } bug:
                logger.CycleCrashed(bug.Failure, pair, timeframe, bug.Wait.TotalSeconds);
                break;
            case CycleFailed failed:
                logger.CycleFailed(pair, timeframe, failed.Failure.Message, failed.Wait.TotalSeconds);
                break;
            case ChannelLost lost:
                logger.ChannelLost(pair, timeframe, lost.Failure.Message);
                break;
            case ChannelBack:
                logger.ChannelBack(pair, timeframe);
                break;
        }
    }

    private static string Time(long? closeMs) => closeMs is { } close ? CandleTime.ToText(close) : "unknown";
}
