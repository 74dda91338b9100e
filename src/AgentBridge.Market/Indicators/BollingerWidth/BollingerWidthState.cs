namespace AgentBridge.Market;

/// <summary>The distance between the Bollinger bands as a share of their middle (<see cref="BollingerBands.Width"/>).</summary>
/// <threadsafety>One thread at a time.</threadsafety>
public sealed class BollingerWidthState : ValueIndicator
{
    private readonly BollingerState _bands;

    /// <summary>Creates a state that has seen no value.</summary>
    /// <param name="period">Values in the window, from 1 to 10,000.</param>
    /// <param name="deviations">Standard deviations from the middle to a band, from 0.001 to 1,000.</param>
    public BollingerWidthState(int period, double deviations)
        : this(new BollingerState(period, deviations))
    {
    }

    private BollingerWidthState(BollingerState bands) => _bands = bands;

    /// <summary>Its entry in the catalogue.</summary>
    public static IndicatorDescriptor Descriptor { get; } = new()
    {
        Name = "bollinger-width",
        Title = "Bollinger band width",
        Parameters = BollingerState.Parameters,
        Outputs = ["bollinger-width"],
        Formula = "(upper - lower) / middle of the Bollinger bands; 0 where they coincide or the middle is 0",
        Source = "own definition over TA-Lib BBANDS",
        FirstValue = static p => p.Bars("period"),
        WarmUp = static p => BollingerState.WarmUpOf(p.Bars("period")),
        Open = static p => new BollingerWidthState(p.Bars("period"), p["deviations"]),
        Batch = static (candles, p, outputs) => new BollingerWidthState(p.Bars("period"), p["deviations"]).UpdateAll(candles.Closes, outputs[0]),
    };

    /// <inheritdoc/>
    public override bool IsReady => _bands.IsReady;

    /// <inheritdoc/>
    public override double Value => _bands.Value.Width;

    /// <inheritdoc/>
    public override bool Update(double value) => _bands.Update(value);

    /// <inheritdoc/>
    public override double Peek(double value) => _bands.Peek(value).Width;

    /// <summary>A copy that goes on from here on its own.</summary>
    public BollingerWidthState Clone() => new(_bands.Clone());

    /// <inheritdoc/>
    public override void Reset() => _bands.Reset();

    private protected override bool Takes(double value) => _bands.Takes(value);

    private protected override ValueIndicator Copy() => Clone();
}
