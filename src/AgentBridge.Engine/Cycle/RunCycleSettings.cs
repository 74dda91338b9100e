using System.Diagnostics.Metrics;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentBridge.Engine;

/// <summary>The parts of a <see cref="RunCycle"/>. Modes differ in source, clock and publisher only.</summary>
public sealed record RunCycleSettings
{
    /// <summary>The minimum number of closed candles in a cycle's window, as in Freqtrade. A strategy with a longer warm-up gets a longer window.</summary>
    public const int CandleLimit = PriceStepTracker.Window;

    /// <summary>The pair.</summary>
    public required string Symbol { get; init; }

    /// <summary>The length of a candle.</summary>
    public required Timeframe Timeframe { get; init; }

    /// <summary>The source of candles.</summary>
    public required ICandleSource Source { get; init; }

    /// <summary>The strategy.</summary>
    public required Strategy Strategy { get; init; }

    /// <summary>The gate's settings.</summary>
    public required RiskOptions Risk { get; init; }

    /// <summary>The gate's rules, in their order.</summary>
    /// <value>The gate's own by default.</value>
    public RiskRules Rules { get; init; } = RiskRules.Standard;

    /// <summary>The clock: the wall clock live, the candles' own in a replay.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Where approved decisions are written before anything is published.</summary>
    public required DecisionJournal Journal { get; init; }

    /// <summary>The action log, with a line for every cycle.</summary>
    public required ActionLog Log { get; init; }

    /// <summary>The publisher of approved signals; <see langword="null"/> publishes nothing (a replay without readers).</summary>
    public ISignalPublisher? Publisher { get; init; }

    /// <summary>How long the strategy may take for one candle; a later answer is dropped (GENERATOR_TIMEOUT). A replay waits without a limit.</summary>
    /// <value>None by default; otherwise more than 0.</value>
    public TimeSpan? StrategyTimeout { get; init; }

    /// <summary>Whether a cycle that triggers nothing writes its line too.</summary>
    /// <value><see langword="true"/> by default; a replay of thousands of candles turns it off and logs its last cycles.</value>
    public bool LogQuietCycles { get; init; } = true;

    /// <summary>The host that trades the signals in the same process, named in every cycle's line (<see cref="TradeActions.PaperHost"/>).</summary>
    /// <value><see langword="null"/> by default: any reader of the channel.</value>
    public string? Host { get; init; }

    /// <summary>Receives the events of cycles and publications; the package's README lists them.</summary>
    /// <value>Nobody by default.</value>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Creates the meter that cycles are measured with (<see cref="EngineTelemetry.MeterName"/>).</summary>
    /// <value><see langword="null"/> by default: the meter of the process.</value>
    public IMeterFactory? Meters { get; init; }
}
