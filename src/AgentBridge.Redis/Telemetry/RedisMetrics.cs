using System.Diagnostics;
using System.Diagnostics.Metrics;
using AgentBridge.Telemetry;

namespace AgentBridge.Redis;

/// <summary>The instruments of the meter <see cref="RedisTelemetry.MeterName"/> and its activities. Without a listener a call costs two comparisons.</summary>
internal sealed class RedisMetrics
{
    private static readonly InstrumentSets<RedisMetrics> Sets = new(RedisTelemetry.MeterName, static meter => new RedisMetrics(meter));

    private static readonly ActivitySource Source = new(RedisTelemetry.ActivitySourceName, typeof(RedisMetrics).Assembly.GetName().Version?.ToString(3));

    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 2, 5] };

    private readonly Histogram<double> _calls;
    private readonly Counter<long> _connections;

    private RedisMetrics(Meter meter)
    {
        _calls = meter.CreateHistogram("agentbridge.redis.call.duration", "s", "how long a call took, connecting included, by operation and, where it failed, error.type", tags: null, advice: Durations);
        _connections = meter.CreateCounter<long>("agentbridge.redis.connections", "{connection}", "connections that were opened");
    }

    /// <summary>The instruments of a factory's meter; those of the process where it is null.</summary>
    public static RedisMetrics Of(IMeterFactory? factory) => Sets.Of(factory);

    public static Activity? Start(SignalScript script, RedisOptions options) => Source.StartActivity(RedisTelemetry.CallActivity, ActivityKind.Client)
        ?.SetTag(RedisTelemetry.Operation, script.Operation).SetTag("server.address", options.Host).SetTag("server.port", options.Port);

    public void Connected() => _connections.Add(1);

    /// <summary>Records a call.</summary>
    /// <param name="script">The call.</param>
    /// <param name="started">When it began, by <see cref="Stopwatch"/>.</param>
    /// <param name="errorType">The kind of its failure; <see langword="null"/> where it succeeded.</param>
    public void Called(SignalScript script, long started, string? errorType)
    {
        if (!_calls.Enabled)
        {
            return;
        }

        var tags = new TagList { { RedisTelemetry.Operation, script.Operation } };
        if (errorType is not null)
        {
            tags.Add(RedisTelemetry.ErrorType, errorType);
        }

        _calls.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
    }
}
