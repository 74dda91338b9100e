using AgentBridge.Schema;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AgentBridge.Extensions;

/// <summary>Whether a signal could be published now.</summary>
internal sealed class ChannelHealth(ISignalPublisher publisher) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (publisher is not SignalChannel channel)
        {
            return HealthCheckResult.Degraded($"unknown: {publisher.GetType().Name} is a publisher of the program's own, which can't be asked");
        }

        try
        {
            await channel.CheckAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy(channel.Description);
        }
        catch (TransportException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message);
        }
    }
}
