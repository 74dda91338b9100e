using System.ComponentModel;

namespace AgentBridge.Redis;

/// <summary>The names under which this library measures and traces; the package's README describes each.</summary>
public static class RedisTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "AgentBridge.Redis";

    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "AgentBridge.Redis";

    /// <summary>The activity of one call.</summary>
    [Description("one call: operation (publish, fetch or check), server.address, server.port; error.type where it failed")]
    public const string CallActivity = "agentbridge.redis.call";

    /// <summary>The tag of a call's kind: <c>publish</c>, <c>fetch</c> or <c>check</c>.</summary>
    public const string Operation = "operation";

    /// <summary>The tag of a failure's kind, as OpenTelemetry names it: <c>timeout</c>, <c>refused</c>, <c>connection</c> or <c>protocol</c>.</summary>
    public const string ErrorType = "error.type";
}
