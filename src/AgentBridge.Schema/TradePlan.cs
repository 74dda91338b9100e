namespace AgentBridge.Schema;

/// <summary>
/// What a strategy wants to do on a candle: the numbers of a decision, before there is an id or a signal. The default value
/// violates the contract.
/// </summary>
/// <param name="Side">The side.</param>
/// <param name="Stop">The price at which the trade is given up: below the entry for a long, above it for a short.</param>
/// <param name="Tp1">The first target, beyond the entry.</param>
/// <param name="Tp2">The second target, beyond the first.</param>
/// <param name="Confidence">How sure the strategy is; more than 0 and at most 1.</param>
/// <param name="Rationale">Why, in 1 to 60 characters. A text made once and kept costs nothing; one made for each plan is formatted without a culture.</param>
public readonly record struct TradePlan(SignalSide Side, double Stop, double Tp1, double Tp2, double Confidence, string Rationale)
{
    /// <summary>The share of the position that the first target closes; the second closes the rest.</summary>
    /// <value>More than 0 and less than 1; 0.5 by default.</value>
    public double Tp1Share { get; init; } = 0.5;

    /// <summary>The reference price.</summary>
    /// <value><see langword="null"/> by default: the close of the deciding candle.</value>
    public double? Entry { get; init; }

    /// <summary>How to enter.</summary>
    /// <value><see cref="EntryType.Market"/> by default.</value>
    public EntryType EntryType { get; init; } = EntryType.Market;

    /// <summary>The same plan with its entry given: the one it names, else the close.</summary>
    /// <param name="close">The close of the deciding candle.</param>
    public TradePlan At(double close) => Entry is null ? this with { Entry = close } : this;
}
