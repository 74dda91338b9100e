namespace AgentBridge.ExchangeSimulator;

/// <summary>The simulated markets, and how the two clocks run (see the package's README).</summary>
public sealed record ExchangeSimulatorOptions
{
    /// <summary>The symbols, all of one timeframe.</summary>
    /// <value>At least one, no pair twice.</value>
    public required IReadOnlyList<SimulatedMarket> Markets { get; init; }

    /// <summary>The port on 127.0.0.1.</summary>
    /// <value>From 0 to 65535; 0, the default, takes a free one.</value>
    public int Port { get; init; }

    /// <summary>
    /// The recorded open time, in Unix milliseconds, of the candle that is the last closed one when the simulator starts. All
    /// recorded candles are shifted by the same whole number of timeframes.
    /// </summary>
    /// <value>
    /// An open time on the grid within the recording of every market. By default the first market's 1000th candle, or the
    /// middle one of a recording with fewer than 2000.
    /// </value>
    public long? LastClosedOpenMs { get; init; }

    /// <summary>
    /// If the candle after that one would close sooner than this, that one closes at the next boundary of the timeframe instead of
    /// having closed at the one before (or at the first boundary that leaves enough time), so that clients have time to react.
    /// </summary>
    /// <value>≥ 0; 45 s by default. Zero: it has always closed; a timeframe or more: it always closes at a future boundary.</value>
    public TimeSpan CloseAtBoundaryWithin { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>When the price clock starts.</summary>
    /// <value><see cref="PriceClockStart.None"/> by default.</value>
    public PriceClockStart PriceClock { get; init; }

    /// <summary>
    /// How many times faster than recorded the price clock runs; it acts on nothing else. A point never lasts less than
    /// <see cref="PointHold"/> and <see cref="PointMove"/> together, whatever the speed.
    /// </summary>
    /// <value>From 0.001 to 1,000,000; 1 by default: four points in a timeframe.</value>
    public double Speed { get; init; } = 1;

    /// <summary>The minimum time that the price stays at each point (open, low, high, close) of a played candle.</summary>
    /// <value>From 10 ms to 1 h; 1.5 s by default, 1.5 times a bot's loop of 1 s, so no touch is missed.</value>
    public TimeSpan PointHold { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>The minimum time for a move from one point to the next.</summary>
    /// <value>From 10 ms to 1 h; 1.5 s by default.</value>
    public TimeSpan PointMove { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>The equal steps in which the price moves from one point to the next, the last of which reaches it.</summary>
    /// <value>From 8 to 1000; 8 by default.</value>
    public int MoveSteps { get; init; } = 8;

    /// <summary>The first setting that is out of range, with the range; null if there is none.</summary>
    /// <returns><see langword="null"/> where all can.</returns>
    public string? Problem() => OptionsCheck.Problem(this);
}
