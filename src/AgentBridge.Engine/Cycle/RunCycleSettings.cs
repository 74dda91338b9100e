using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>What a <see cref="RunCycle"/> is made of. Modes differ in source, clock and publisher only.</summary>
public sealed record RunCycleSettings
{
    /// <summary>How many closed candles a cycle looks at, at the least: what Freqtrade holds. A strategy with a longer warm-up sees as many as that takes.</summary>
    public const int CandleLimit = PriceStepTracker.Window;

    /// <summary>The pair.</summary>
    public required string Symbol { get; init; }

    /// <summary>The length of a candle.</summary>
    public required Timeframe Timeframe { get; init; }

    /// <summary>Where candles come from.</summary>
    public required ICandleSource Source { get; init; }

    /// <summary>What decides.</summary>
    public required Strategy Strategy { get; init; }

    /// <summary>The gate's settings.</summary>
    public required RiskOptions Risk { get; init; }

    /// <summary>The clock: the wall clock live, the candles' own in a replay.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Where approved decisions are written before anything is published.</summary>
    public required DecisionJournal Journal { get; init; }

    /// <summary>Where every cycle says what it did.</summary>
    public required ActionLog Log { get; init; }

    /// <summary>Where approved signals go; <see langword="null"/> publishes nothing (a replay that nobody reads).</summary>
    public ISignalPublisher? Publisher { get; init; }

    /// <summary>How long the strategy may take for one candle; what is late is no decision (GENERATOR_TIMEOUT). A replay waits for it however long it takes.</summary>
    /// <value>None by default; otherwise more than 0.</value>
    public TimeSpan? StrategyTimeout { get; init; }

    /// <summary>Whether a cycle that triggers nothing writes its line too.</summary>
    /// <value><see langword="true"/> by default; a replay of thousands of candles turns it off and logs its last cycles.</value>
    public bool LogQuietCycles { get; init; } = true;

    /// <summary>Who trades the signals in the same process, named in every cycle's line (<see cref="TradeActions.PaperHost"/>).</summary>
    /// <value><see langword="null"/> by default: whoever reads the channel.</value>
    public string? Host { get; init; }
}
