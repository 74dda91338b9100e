using System.Collections.Immutable;
using AgentBridge.Engine;
using AgentBridge.Exchanges;
using AgentBridge.Redis;

namespace AgentBridge.Extensions;

/// <summary>The names to hand to a collector of measurements and traces, such as OpenTelemetry's <c>AddMeter</c> and <c>AddSource</c>.</summary>
public static class AgentBridgeTelemetry
{
    /// <summary>The meters of all libraries.</summary>
    public static ImmutableArray<string> Meters { get; } = [EngineTelemetry.MeterName, ExchangesTelemetry.MeterName, RedisTelemetry.MeterName];

    /// <summary>The activity sources of all libraries.</summary>
    public static ImmutableArray<string> ActivitySources { get; } = [EngineTelemetry.ActivitySourceName, ExchangesTelemetry.ActivitySourceName, RedisTelemetry.ActivitySourceName];
}
