namespace AgentBridge.Risk;

/// <summary>What the reward is measured on.</summary>
public enum RewardRiskBasis
{
    /// <summary>Not said; the gate denies OPTIONS_INVALID.</summary>
    Unspecified = 0,

    /// <summary>Both targets, weighted by their shares.</summary>
    Weighted = 1,

    /// <summary>The first target alone.</summary>
    Tp1 = 2,

    /// <summary>The second target alone.</summary>
    Tp2 = 3,
}

/// <summary>Settings of the gate.</summary>
public sealed record RiskOptions
{
    /// <summary>The smallest distance from entry to stop, in ATR (included).</summary>
    /// <value>≥ 0 and at most <see cref="MaxAtrMultiple"/>; 0.5 by default.</value>
    public double MinAtrMultiple { get; init; } = 0.5;

    /// <summary>The greatest distance from entry to stop, in ATR (included).</summary>
    /// <value>&gt; 0; 5 by default.</value>
    public double MaxAtrMultiple { get; init; } = 5;

    /// <summary>The smallest reward per risk (included, with a tolerance of 1e-9).</summary>
    /// <value>≥ 0; 1.5 by default.</value>
    public double MinRr { get; init; } = 1.5;

    /// <summary>What the reward is measured on.</summary>
    /// <value><see cref="RewardRiskBasis.Weighted"/> by default.</value>
    public RewardRiskBasis RrBasis { get; init; } = RewardRiskBasis.Weighted;

    /// <summary>The greatest share of the wallet that a trade may bind; caps the signal's own, never raises it. 0 denies every trade.</summary>
    /// <value>From 0 to 1; 0.05 by default.</value>
    public double MaxCapitalPct { get; init; } = 0.05;

    /// <summary>How many of the last 20 candles may carry no trade (included).</summary>
    /// <value>From 0 to 20; 3 by default.</value>
    public int MaxFlatCandles { get; init; } = 3;

    /// <summary>The greatest age of a signal in seconds (included).</summary>
    /// <value>From 0 to 604,800; 600 by default.</value>
    public int MaxSignalAgeSec { get; init; } = 600;

    /// <summary>Whether shorts are allowed.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool AllowShort { get; init; }

    /// <summary>True ranges in the ATR.</summary>
    /// <value>From 1 to 500; 14 by default.</value>
    public int AtrPeriod { get; init; } = 14;

    /// <summary>Whether every setting is in its range; NaN is in none.</summary>
    public bool IsValid =>
        MinAtrMultiple >= 0 && MinAtrMultiple <= MaxAtrMultiple && MaxAtrMultiple > 0 && double.IsFinite(MaxAtrMultiple)
        && MinRr >= 0 && double.IsFinite(MinRr)
        && RrBasis is RewardRiskBasis.Weighted or RewardRiskBasis.Tp1 or RewardRiskBasis.Tp2
        && MaxCapitalPct is >= 0 and <= 1
        && MaxFlatCandles is >= 0 and <= MarketState.Window
        && MaxSignalAgeSec is >= 0 and <= 604_800
        && AtrPeriod is >= 1 and <= 500;
}
