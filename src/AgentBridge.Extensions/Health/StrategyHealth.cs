using AgentBridge.Engine;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AgentBridge.Extensions;

/// <summary>Whether the strategy answers in time and decided the newest candle of every pair.</summary>
internal sealed class StrategyHealth(AgentStatuses statuses) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(PairHealth.Of(statuses.All, Judge, context));

    private static (HealthStatus Status, string Reason) Judge(AgentStatus status) => status switch
    {
        { IsStrategyLate: true } => (HealthStatus.Unhealthy, $"{CycleCodes.GeneratorTimeout}: {status.Undecided}"),
        { Undecided: { } reason } => (HealthStatus.Degraded, reason),
        { LastCycleAt: null } => (HealthStatus.Degraded, "unknown: no cycle yet"),
        _ => (HealthStatus.Healthy, FormattableString.Invariant($"{status.Strategy}, {status.StrategyFailures} failures")),
    };
}
