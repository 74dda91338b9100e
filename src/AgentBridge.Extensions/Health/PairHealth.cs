using AgentBridge.Engine;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AgentBridge.Extensions;

/// <summary>The worst answer over all pairs, with one reason per pair that is not healthy.</summary>
internal static class PairHealth
{
    /// <summary>Combines the answers about each pair.</summary>
    /// <param name="statuses">One for each pair that is decided.</param>
    /// <param name="judge">The answer about one: its health, and why it is not healthy or what is healthy about it.</param>
    /// <param name="context">What a failure counts as.</param>
    public static HealthCheckResult Of(IReadOnlyList<AgentStatus> statuses, Func<AgentStatus, (HealthStatus Status, string Reason)> judge, HealthCheckContext context)
    {
        if (statuses.Count == 0)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "unknown: no agent has been started");
        }

        var judged = statuses.Select(status => (status.Symbol, Answer: judge(status))).ToList();
        var worst = judged.Min(pair => pair.Answer.Status);
        var reasons = judged.Where(pair => worst == HealthStatus.Healthy || pair.Answer.Status != HealthStatus.Healthy).Select(pair => $"{pair.Symbol}: {pair.Answer.Reason}");
        var data = judged.ToDictionary(pair => pair.Symbol, object (pair) => pair.Answer.Reason, StringComparer.Ordinal);
        return new HealthCheckResult(worst == HealthStatus.Unhealthy ? context.Registration.FailureStatus : worst, string.Join("; ", reasons), exception: null, data);
    }
}
