namespace AgentBridge.Market;

/// <summary>Where the value is between the Bollinger bands: 0 at the lower, 1 at the upper one; 0.5 where they coincide (<see cref="BollingerBands.PercentB"/>).</summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class BollingerPercentBState : ValueIndicator
{
    private readonly BollingerState _bands;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Values in the window, from 1 to 10,000.</param>
    /// <param name="deviations">Standard deviations from the middle to a band, from 0.001 to 1,000.</param>
    public BollingerPercentBState(int period, double deviations)
        : this(new BollingerState(period, deviations))
    {
    }

    private BollingerPercentBState(BollingerState bands) => _bands = bands;

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "bollinger-percent-b",
        Title = "Bollinger %B",
        Parameters = BollingerState.Parameters,
        Outputs = ["bollinger-percent-b"],
        Formula = "(close - lower) / (upper - lower) of the Bollinger bands; 0.5 where they coincide",
        Source = "own definition over TA-Lib BBANDS",
        FirstValue = static p => p.Bars("period"),
        WarmUp = static p => BollingerState.WarmUpOf(p.Bars("period")),
        Open = static p => new BollingerPercentBState(p.Bars("period"), p["deviations"]),
        Batch = static (candles, p, outputs) => new BollingerPercentBState(p.Bars("period"), p["deviations"]).UpdateAll(candles.Closes, outputs[0]),
    };

    /// <inheritdoc/>
    public override bool IsReady => _bands.IsReady;

    /// <inheritdoc/>
    public override double Value => _bands.Value.PercentB;

    /// <inheritdoc/>
    public override bool Update(double value) => _bands.Update(value);

    /// <inheritdoc/>
    public override double Peek(double value) => _bands.Peek(value).PercentB;

    /// <summary>A copy that goes on from here on its own.</summary>
    public BollingerPercentBState Clone() => new(_bands.Clone());

    /// <inheritdoc/>
    public override void Reset() => _bands.Reset();

    private protected override bool Takes(double value) => _bands.Takes(value);

    private protected override ValueIndicator Copy() => Clone();
}
