using AgentBridge.Engine;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AgentBridge.Extensions;

/// <summary>Whether the agent of every pair runs and its cycles have results.</summary>
internal sealed class AgentHealth(AgentStatuses statuses, TimeProvider clock) : IHealthCheck
{
    /// <summary>Failed cycles in a row from which on it is no passing trouble; a cycle is tried again after 5 s and later.</summary>
    private const int MostFailures = 3;

    /// <summary>How long after its candle's close a cycle may take.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(PairHealth.Of(statuses.All, Judge, context));

    private (HealthStatus Status, string Reason) Judge(AgentStatus status)
    {
        if (!status.IsRunning)
        {
            return status.StartedAt is null ? (HealthStatus.Degraded, "unknown: the agent is starting") : (HealthStatus.Unhealthy, "the agent is not running");
        }

        if (status.ChannelProblem is { } lost)
        {
            return (HealthStatus.Unhealthy, $"the channel can't be published to: {lost}");
        }

        var age = clock.GetUtcNow() - (status.LastCycleAt ?? status.StartedAt ?? DateTimeOffset.MinValue);
        var text = FormattableString.Invariant($"{(status.LastCycleAt is null ? "started" : "last cycle")} {age.TotalSeconds:0} s ago");
        var longest = TimeSpan.FromMilliseconds(status.Timeframe.Milliseconds) + Grace;
        return age > longest ? (HealthStatus.Unhealthy, $"{text}, although a candle has closed since{(status.Problem is { } why ? $" ({why})" : string.Empty)}")
            : status.FailuresInARow > 0 ? (status.FailuresInARow < MostFailures ? HealthStatus.Degraded : HealthStatus.Unhealthy, FormattableString.Invariant($"{status.FailuresInARow} failed cycles in a row: {status.Problem}"))
            : status.LastCycleAt is null ? (HealthStatus.Degraded, $"unknown: {text}, no cycle yet")
            : (HealthStatus.Healthy, text);
    }
}
