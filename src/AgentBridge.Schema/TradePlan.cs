namespace AgentBridge.Schema;

/// <summary>
/// What a strategy wants to do on a candle: the numbers of a decision on their way through price rounding and the gate,
/// before there is an id or a signal. The default value violates the contract.
/// </summary>
/// <param name="Side">Long or short.</param>
/// <param name="Stop">The price at which the trade is stopped out: below the entry for a long, above it for a short.</param>
/// <param name="Tp1">The first target, beyond the entry.</param>
/// <param name="Tp2">The second target, beyond the first.</param>
/// <param name="Confidence">How sure the strategy is; more than 0 and at most 1.</param>
/// <param name="Rationale">The reason, in 1 to 60 characters. A constant costs nothing; a text formatted for each plan must use the invariant culture.</param>
public readonly record struct TradePlan(SignalSide Side, double Stop, double Tp1, double Tp2, double Confidence, string Rationale)
{
    // 1 - 0.9 is 0.1, not 0.09999999999999998.
    private const int ShareDigits = 12;

    /// <summary>The share of the position that the first target closes; the second closes the rest.</summary>
    /// <value>More than 0 and less than 1; 0.5 by default.</value>
    public double Tp1Share { get; init; } = 0.5;

    /// <summary>The share of the position that the second target closes: 1 − <see cref="Tp1Share"/>.</summary>
    public double Tp2Share => Math.Round(1 - Tp1Share, ShareDigits);

    /// <summary>The reference price.</summary>
    /// <value><see langword="null"/> by default: the close of the deciding candle.</value>
    public double? Entry { get; init; }

    /// <summary>The order type of the entry.</summary>
    /// <value><see cref="EntryType.Market"/> by default.</value>
    public EntryType EntryType { get; init; } = EntryType.Market;

    /// <summary>The plan of a signal; the share of its second target is what remains after the first.</summary>
    /// <param name="signal">The signal to convert.</param>
    public static TradePlan Of(TradingSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        var (first, second) = (signal.Risk.TakeProfits.First, signal.Risk.TakeProfits.Second);
        return new(signal.Side, signal.Risk.InitialStop, first.Price, second.Price, signal.Confidence, signal.Rationale)
        {
            Tp1Share = first.SizePct,
            Entry = signal.Entry.Price,
            EntryType = signal.Entry.Type,
        };
    }

    /// <summary>The same plan with its entry filled in: its own, else the close.</summary>
    /// <param name="close">The close of the deciding candle.</param>
    public TradePlan At(double close) => Entry is null ? this with { Entry = close } : this;
}
