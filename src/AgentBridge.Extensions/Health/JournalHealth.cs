using AgentBridge.Engine;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AgentBridge.Extensions;

/// <summary>Whether a decision could be written to the journal now; without its row nothing is published.</summary>
internal sealed class JournalHealth(Journals journals) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // Files block, and another process may hold the lock.
            await Task.Run(() => journals.Decisions.Check(), cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy(journals.Decisions.FilePath);
        }
        catch (JournalException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message);
        }
    }
}
