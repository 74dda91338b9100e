using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.ExchangeSimulator;

/// <summary>The simulated markets, and how the two clocks run (see the package's README).</summary>
public sealed record ExchangeSimulatorOptions : IOptionRules
{
    private const double Year = 366 * 86_400.0;

    /// <summary>The last instant that a time in milliseconds can be: 9999-12-31.</summary>
    private const double LastMs = 253_402_300_799_999;

    /// <summary>How these options are read and checked.</summary>
    public static OptionsModel<ExchangeSimulatorOptions> Model { get; } = OptionsModel.Build(
        "simulator",
        static () => new ExchangeSimulatorOptions { Markets = [new SimulatedMarket { Candles = GeneratedCandles.Create(new GeneratedCandlesOptions { Count = 2 }) }] },
        OptionTypes.Settings);

    /// <summary>The symbols, all of one timeframe.</summary>
    /// <value>At least one, no pair twice.</value>
    public required IReadOnlyList<SimulatedMarket> Markets { get; init; }

    /// <summary>The port on 127.0.0.1.</summary>
    /// <value>From 0 to 65535; 0, the default, takes a free one.</value>
    [Range(0, 65_535), Description("the port on 127.0.0.1; 0 for a free one")]
    public int Port { get; init; }

    /// <summary>
    /// The recorded open time, in Unix milliseconds, of the candle that is the last closed one when the simulator starts. All
    /// recorded candles are shifted by the same whole number of timeframes.
    /// </summary>
    /// <value>
    /// An open time on the grid within the recording of every market. By default the first market's 1000th candle, or the
    /// middle one of a recording with fewer than 2000.
    /// </value>
    [Range(0.0, LastMs), Description("the recorded open time, in Unix milliseconds, of the candle that is the last closed one at the start")]
    public long? LastClosedOpenMs { get; init; }

    /// <summary>
    /// If the candle after that one would close sooner than this, that one closes at the next boundary of the timeframe instead of
    /// having closed at the one before (or at the first boundary that leaves enough time), so that clients have time to react.
    /// </summary>
    /// <value>≥ 0; 45 s by default. Zero: it has always closed; a timeframe or more: it always closes at a future boundary.</value>
    [Range(0.0, Year), Description("where the next candle would close sooner than this, the last one closes at the next boundary")]
    public TimeSpan CloseAtBoundaryWithin { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>When the price clock starts.</summary>
    /// <value><see cref="PriceClockStart.None"/> by default.</value>
    [Description("when the price clock starts")]
    public PriceClockStart PriceClock { get; init; }

    /// <summary>
    /// How many times faster than recorded the price clock runs; it acts on nothing else. A point never lasts less than
    /// <see cref="PointHold"/> and <see cref="PointMove"/> together, whatever the speed.
    /// </summary>
    /// <value>From 0.001 to 1,000,000; 1 by default: four points in a timeframe.</value>
    [Range(0.001, 1_000_000.0), Description("how many times faster than recorded the price clock runs")]
    public double Speed { get; init; } = 1;

    /// <summary>The minimum time that the price stays at each point (open, low, high, close) of a played candle.</summary>
    /// <value>From 10 ms to 1 h; 1.5 s by default, 1.5 times a bot's loop of 1 s, so no touch is missed.</value>
    [Range(0.01, 3600.0), Description("the minimum time that the price stays at each point of a played candle")]
    public TimeSpan PointHold { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>The minimum time for a move from one point to the next.</summary>
    /// <value>From 10 ms to 1 h; 1.5 s by default.</value>
    [Range(0.01, 3600.0), Description("the minimum time that the move from one point to the next takes")]
    public TimeSpan PointMove { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>The equal steps in which the price moves from one point to the next, the last of which reaches it.</summary>
    /// <value>From 8 to 1000; 8 by default.</value>
    [Range(8, 1000), Description("the equal steps in which the price moves from one point to the next")]
    public int MoveSteps { get; init; } = 8;

    /// <inheritdoc/>
    public IEnumerable<string> Validate() => MarketsCheck.Broken(this);
}
