using Microsoft.Extensions.Logging;

namespace AgentBridge.ExchangeSimulator;

/// <summary>The log events of the simulator. Numbers are never reused.</summary>
internal static partial class SimulatorEvents
{
    [LoggerMessage(4001, LogLevel.Information, "simulated exchange at {Url}: {Pairs}")]
    public static partial void ExchangeStarted(this ILogger logger, Uri url, string pairs);

    [LoggerMessage(4002, LogLevel.Information, "simulated exchange at {Url} has stopped")]
    public static partial void ExchangeStopped(this ILogger logger, Uri url);

    [LoggerMessage(4003, LogLevel.Debug, "request {Path}{Query}")]
    public static partial void RequestReceived(this ILogger logger, string path, string query);

    [LoggerMessage(4004, LogLevel.Information, "fault {Kind} on {Path}")]
    public static partial void FaultApplied(this ILogger logger, SimulatedFaultKind kind, string path);
}
