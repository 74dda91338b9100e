using System.Diagnostics.Metrics;
using System.Globalization;
using AgentBridge.Market;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;

namespace AgentBridge.Exchanges;

/// <summary>What requests and streams log and measure.</summary>
internal sealed class ExchangeWitness(ILogger logger, IMeterFactory? meters)
{
    private readonly ExchangeMetrics _metrics = ExchangeMetrics.Of(meters);

    public void Succeeded(Uri address, TimeSpan took) => _metrics.Requested(address, took, errorType: null);

    /// <summary>Records a failed request; the caller gets the exception.</summary>
    public void Failed(Uri address, TimeSpan took, string errorType, Exception failure)
    {
        _metrics.Requested(address, took, errorType);
        logger.RequestFailed(failure.Message);
    }

    public void Repeated(Uri address, Outcome<ExchangeAnswer> outcome, int attempt, TimeSpan delay)
    {
        _metrics.Retried(address, outcome.Exception is { } failure ? TypeOf(failure) : TypeOf(outcome.Result!));
        if (logger.IsEnabled(LogLevel.Warning))
        {
            logger.RequestRepeated(address, VisibleText.Shortened(outcome.Exception?.Message ?? outcome.Result!.Describe(), 300), attempt, delay.TotalSeconds);
        }
    }

    public void Paused(string reason)
    {
        _metrics.Paused();
        logger.RequestsPaused(reason);
    }

    public void StepUnavailable(string problem) => logger.PriceStepUnavailable(problem);

    public void StreamConnected(Uri address) => logger.StreamConnected(address);

    public void StreamBroke(Uri address, string reason)
    {
        _metrics.StreamBroke();
        logger.StreamBroke(address, reason);
    }

    public static string TypeOf(ExchangeAnswer answer) => ((int)answer.Status).ToString(CultureInfo.InvariantCulture);

    public static string TypeOf(Exception failure) => failure switch
    {
        TimeoutRejectedException => "timeout",
        CandleSourceException { RetryAfter: not null } => "paused",
        CandleSourceException => "bad_data",
        OperationCanceledException => "cancelled",
        _ => "network",
    };
}
