using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AgentBridge.Engine;

/// <summary>The agents that run now, for the gauges that are read when somebody looks.</summary>
internal sealed class RunningAgents
{
    private readonly ConcurrentDictionary<AgentTracker, bool> _agents = [];

    /// <summary>Counts an agent until the result is disposed of.</summary>
    public IDisposable Add(AgentTracker agent)
    {
        _agents[agent] = true;
        return new Entry(this, agent);
    }

    public IEnumerable<Measurement<double>> CandleAges() =>
        from agent in _agents.Keys
        let status = agent.Status
        where status.LastCloseAt is not null
        select Of(status, (agent.Now - status.LastCloseAt!.Value).TotalSeconds);

    public IEnumerable<Measurement<double>> CycleAges() =>
        _agents.Keys.Select(agent => Of(agent.Status, (agent.Now - (agent.Status.LastCycleAt ?? agent.Status.StartedAt ?? agent.Now)).TotalSeconds));

    public IEnumerable<Measurement<double>> Channels() => _agents.Keys.Select(agent => Of(agent.Status, agent.Status.ChannelProblem is null ? 1 : 0));

    public IEnumerable<Measurement<double>> Timeouts() => _agents.Keys.Select(agent => Of(agent.Status, agent.Status.IsStrategyLate ? 1 : 0));

    private static Measurement<double> Of(AgentStatus status, double value) =>
        new(value, new KeyValuePair<string, object?>(EngineTelemetry.Pair, status.Symbol), new KeyValuePair<string, object?>(EngineTelemetry.Timeframe, status.Timeframe.ToString()));

    private sealed class Entry(RunningAgents owner, AgentTracker agent) : IDisposable
    {
        public void Dispose() => owner._agents.TryRemove(agent, out _);
    }
}
