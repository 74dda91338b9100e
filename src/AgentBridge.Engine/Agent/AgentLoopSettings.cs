using System.Diagnostics.Metrics;
using AgentBridge.Market;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentBridge.Engine;

/// <summary>The parts of an <see cref="AgentLoop"/>.</summary>
public sealed record AgentLoopSettings
{
    /// <summary>The strategy.</summary>
    public required RunCycle Cycle { get; init; }

    /// <summary>The pair of the cycle.</summary>
    public required string Symbol { get; init; }

    /// <summary>The timeframe of the cycle.</summary>
    public required Timeframe Timeframe { get; init; }

    /// <summary>The wall clock, by which candles close and waits are measured.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Receives the agent's events.</summary>
    public required IAgentObserver Observer { get; init; }

    /// <summary>
    /// Checks whether the channel accepts publications now, and throws the port's TransportException if not; <see langword="null"/> for no check.
    /// Checks the channel while there is nothing to publish, so that the agent notices a lost channel before its next signal.
    /// </summary>
    public Func<CancellationToken, Task>? CheckChannel { get; init; }

    /// <summary>How long after a close by the clock the candle is first asked for: an exchange closes its candle a moment later.</summary>
    /// <value>≥ 0; 1 s by default.</value>
    public TimeSpan AfterClose { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The close of the newest candle that needs no decision any more, because another loop has decided it, in Unix milliseconds.</summary>
    /// <value><see langword="null"/> by default: the loop begins with the newest closed candle.</value>
    public long? DecidedCloseMs { get; init; }

    /// <summary>Receives the agent's events as log entries, independently of the observer; the package's README lists them.</summary>
    /// <value>Nobody by default.</value>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Creates the meter that shows the running agent (<see cref="EngineTelemetry.MeterName"/>).</summary>
    /// <value><see langword="null"/> by default: the meter of the process.</value>
    public IMeterFactory? Meters { get; init; }
}
