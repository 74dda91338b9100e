using System.Diagnostics;
using System.Diagnostics.Metrics;
using AgentBridge.Telemetry;

namespace AgentBridge.Exchanges;

/// <summary>The instruments of the meter <see cref="ExchangesTelemetry.MeterName"/> and its activities.</summary>
internal sealed class ExchangeMetrics
{
    private static readonly InstrumentSets<ExchangeMetrics> Sets = new(ExchangesTelemetry.MeterName, static meter => new ExchangeMetrics(meter));

    private static readonly ActivitySource Source = new(ExchangesTelemetry.ActivitySourceName, typeof(ExchangeMetrics).Assembly.GetName().Version?.ToString(3));

    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };

    private readonly Histogram<double> _requests;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _pauses;
    private readonly Counter<long> _breaks;

    private ExchangeMetrics(Meter meter)
    {
        _requests = meter.CreateHistogram("agentbridge.exchange.request.duration", "s", "how long a request took, repetitions included, by endpoint and, where it failed, error.type", tags: null, advice: Durations);
        _retries = meter.CreateCounter<long>("agentbridge.exchange.retries", "{request}", "repeated requests, by endpoint and error.type");
        _pauses = meter.CreateCounter<long>("agentbridge.exchange.pauses", "{pause}", "how often the exchange asked to wait before the next request");
        _breaks = meter.CreateCounter<long>("agentbridge.exchange.stream.breaks", "{break}", "how often a candle stream broke or could not be connected");
    }

    /// <summary>The instruments of a factory's meter; those of the process where it is null.</summary>
    public static ExchangeMetrics Of(IMeterFactory? factory) => Sets.Of(factory);

    public static Activity? Start(Uri address) => Source.StartActivity(ExchangesTelemetry.RequestActivity, ActivityKind.Client)
        ?.SetTag(ExchangesTelemetry.Endpoint, address.AbsolutePath).SetTag("server.address", address.Host).SetTag("server.port", address.Port);

    /// <summary>Records a request.</summary>
    /// <param name="address">Where it went.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="errorType">The kind of its failure; <see langword="null"/> where it succeeded.</param>
    public void Requested(Uri address, TimeSpan took, string? errorType)
    {
        if (_requests.Enabled)
        {
            _requests.Record(took.TotalSeconds, Tags(address, errorType));
        }
    }

    public void Retried(Uri address, string errorType)
    {
        if (_retries.Enabled)
        {
            _retries.Add(1, Tags(address, errorType));
        }
    }

    public void Paused() => _pauses.Add(1);

    public void StreamBroke() => _breaks.Add(1);

    private static TagList Tags(Uri address, string? errorType)
    {
        var tags = new TagList { { ExchangesTelemetry.Endpoint, address.AbsolutePath } };
        if (errorType is not null)
        {
            tags.Add(ExchangesTelemetry.ErrorType, errorType);
        }

        return tags;
    }
}
