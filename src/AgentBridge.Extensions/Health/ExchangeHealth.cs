using AgentBridge.Engine;
using AgentBridge.Market;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AgentBridge.Extensions;

/// <summary>
/// Whether the exchange's candles are fresh: the newest one of each agent's pair is at most two timeframes old. Where no agent runs, the
/// exchange is asked for the newest candle of DEFAULT_SYMBOL.
/// </summary>
internal sealed class ExchangeHealth(AgentStatuses statuses, BridgeConfig settings, ICandleSource source, TimeProvider clock) : IHealthCheck
{
    /// <summary>A candle may be this many timeframes old, as in the candle source's own rule (CANDLES_STALE).</summary>
    private const int MostTimeframes = 2;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        statuses.All is { Count: > 0 } agents ? PairHealth.Of(agents, Judge, context) : await AskAsync(context, cancellationToken).ConfigureAwait(false);

    private (HealthStatus Status, string Reason) Judge(AgentStatus status)
    {
        var longest = MostTimeframes * TimeSpan.FromMilliseconds(status.Timeframe.Milliseconds);
        if (status.LastCloseAt is not { } close)
        {
            // A start is not a failure; a start that lasts is.
            var isStarting = status.StartedAt is not { } started || clock.GetUtcNow() - started < longest;
            return (isStarting ? HealthStatus.Degraded : HealthStatus.Unhealthy, $"unknown: no candle has been received yet{(status.Problem is { } problem ? $" ({problem})" : string.Empty)}");
        }

        var age = clock.GetUtcNow() - close;
        var text = FormattableString.Invariant($"the last candle closed {age.TotalSeconds:0} s ago");
        return age <= longest ? (HealthStatus.Healthy, text) : (HealthStatus.Unhealthy, $"{text}, more than {MostTimeframes} timeframes{(status.Problem is { } why ? $" ({why})" : string.Empty)}");
    }

    private async Task<HealthCheckResult> AskAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestWait);
        try
        {
            var candles = await source.GetCandlesAsync(settings.DefaultSymbol, settings.Timeframe, 1, limit.Token).ConfigureAwait(false);
            return candles.Count > 0
                ? HealthCheckResult.Healthy($"{settings.DefaultSymbol}: the last candle closed at {CandleTime.ToText(candles.CloseTimeMs(candles.Count - 1))}")
                : new HealthCheckResult(context.Registration.FailureStatus, $"unknown: {settings.DefaultSymbol} has no closed candle");
        }
        catch (CandleSourceException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, FormattableString.Invariant($"unknown: the exchange did not answer within {LongestWait.TotalSeconds:0} s"));
        }
    }
}
