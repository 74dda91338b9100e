using System.ComponentModel;

namespace AgentBridge.Exchanges;

/// <summary>The names under which this library measures and traces; the package's README describes each.</summary>
public static class ExchangesTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "AgentBridge.Exchanges";

    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "AgentBridge.Exchanges";

    /// <summary>The activity of one request with its repetitions.</summary>
    [Description("one request with its repetitions: endpoint, server.address, server.port; error.type where it failed")]
    public const string RequestActivity = "agentbridge.exchange.request";

    /// <summary>The tag of a path without its query, such as <c>/api/v3/klines</c>.</summary>
    public const string Endpoint = "endpoint";

    /// <summary>The tag of a failure's kind, as OpenTelemetry names it: an HTTP status, <c>timeout</c>, <c>paused</c> or <c>network</c>.</summary>
    public const string ErrorType = "error.type";
}
