using AgentBridge.Market;

namespace AgentBridge.Engine;

/// <summary>What an <see cref="AgentLoop"/> is made of.</summary>
public sealed record AgentLoopSettings
{
    /// <summary>What decides.</summary>
    public required RunCycle Cycle { get; init; }

    /// <summary>The pair, as the cycle has it.</summary>
    public required string Symbol { get; init; }

    /// <summary>The length of a candle, as the cycle has it.</summary>
    public required Timeframe Timeframe { get; init; }

    /// <summary>The wall clock, by which candles close and waits are measured.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Told what the agent meets.</summary>
    public required IAgentObserver Observer { get; init; }

    /// <summary>
    /// Asks whether the channel could be published to now, and throws the port's TransportException where it could not; <see langword="null"/> asks nothing.
    /// Asked while there is nothing to publish: an agent whose channel is gone must not find that out with its next signal.
    /// </summary>
    public Func<CancellationToken, Task>? CheckChannel { get; init; }
}
