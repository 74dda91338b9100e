using System.Globalization;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>The state of the whole agent, for its endpoints, its service manager and its metrics.</summary>
/// <param name="supervisor">The loops.</param>
/// <param name="channel">Says whether signals can be published.</param>
/// <param name="timeframe">The length of a candle.</param>
/// <param name="clock">The wall clock.</param>
internal sealed class AgentBoard(AgentSupervisor supervisor, ChannelState channel, Timeframe timeframe, TimeProvider clock)
{
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    /// <summary>Whether every loop lives.</summary>
    public bool IsHealthy => supervisor.States.All(s => s.IsAlive);

    /// <summary>The loops as of now.</summary>
    public IReadOnlyList<UnitState> Units => supervisor.States;

    /// <summary>The age of a loop's newest decided candle: the time since its close.</summary>
    private TimeSpan? AgeOf(UnitState unit) => unit.CandleCloseMs is { } close ? clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(close) : null;

    /// <summary>Everything in one line, for the service manager.</summary>
    public string Line()
    {
        var units = supervisor.States;
        var newest = units.Max(u => u.CandleCloseMs) is { } close ? CandleTime.ToText(close) : "none";
        return string.Create(
            CultureInfo.InvariantCulture, $"{units.Count} loops, {units.Count(u => !u.IsWell)} not well, last candle {newest}, channel {(channel.Problem is null ? "up" : "down")}");
    }

    /// <summary>Everything, as a document.</summary>
    public AgentStatusDocument Document()
    {
        var units = supervisor.States;
        var problem = channel.Problem;
        return new AgentStatusDocument(
            units.All(u => u.IsAlive),
            problem is null && units.All(u => u.IsReady),
            SignalTimestamp.ToText(clock.GetUtcNow()),
            SignalTimestamp.ToText(_startedAt),
            BridgeVersion.Text,
            Environment.ProcessId,
            timeframe.ToString(),
            new AgentChannelDocument(channel.Description, problem is null, problem),
            [.. units.Select(Of)]);
    }

    private AgentPairDocument Of(UnitState unit) => new(
        unit.Unit.Pair,
        unit.Unit.Strategy.Name,
        unit.Activity.ToString().ToLowerInvariant(),
        unit.IsReady,
        unit.CandleCloseMs is { } close ? SignalTimestamp.ToText(DateTimeOffset.FromUnixTimeMilliseconds(close)) : null,
        unit.Decision,
        unit.DecidedAt is { } at ? SignalTimestamp.ToText(at) : null,
        AgeOf(unit) is { } age ? Math.Round(age.TotalSeconds, 3) : null,
        unit.Failures,
        unit.FailuresTotal,
        unit.Failure);
}
