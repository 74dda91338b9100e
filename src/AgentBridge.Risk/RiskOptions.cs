using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Schema;

namespace AgentBridge.Risk;

/// <summary>The basis of the reward.</summary>
public enum RewardRiskBasis
{
    /// <summary>Unspecified; the gate denies OPTIONS_INVALID.</summary>
    Unspecified = 0,

    /// <summary>Both targets, weighted by their shares.</summary>
    Weighted = 1,

    /// <summary>The first target alone.</summary>
    Tp1 = 2,

    /// <summary>The second target alone.</summary>
    Tp2 = 3,
}

/// <summary>Settings of the gate.</summary>
public sealed record RiskOptions : IOptionRules
{
    private const double GreatestMultiple = 100;

    /// <summary>How these options are read and checked.</summary>
    public static OptionsModel<RiskOptions> Model { get; } = OptionsModel.Build("risk gate", static () => new RiskOptions(), OptionTypes.Settings);

    /// <summary>The minimum distance from entry to stop, in ATR (included).</summary>
    /// <value>From 0 to 100 and at most <see cref="MaxAtrMultiple"/>; 0.5 by default.</value>
    [Range(0.0, GreatestMultiple), Description("the minimum distance from entry to stop, in ATR; not above the maximum")]
    public double MinAtrMultiple { get; init; } = 0.5;

    /// <summary>The maximum distance from entry to stop, in ATR (included).</summary>
    /// <value>&gt; 0 and at most 100; 5 by default.</value>
    [Range(0.0, GreatestMultiple, MinimumIsExclusive = true), Description("the maximum distance from entry to stop, in ATR")]
    public double MaxAtrMultiple { get; init; } = 5;

    /// <summary>The minimum reward/risk ratio (included, with a tolerance of 1e-9).</summary>
    /// <value>From 0 to 100; 1.5 by default.</value>
    [Range(0.0, GreatestMultiple), Description("the minimum reward/risk ratio")]
    public double MinRr { get; init; } = 1.5;

    /// <summary>The basis of the reward.</summary>
    /// <value><see cref="RewardRiskBasis.Weighted"/> by default.</value>
    [Description("the basis of the reward: both targets weighted by their shares, or one of them")]
    public RewardRiskBasis RrBasis { get; init; } = RewardRiskBasis.Weighted;

    /// <summary>The largest share of the wallet that a trade may use; caps the signal's own, never raises it. 0 denies every trade.</summary>
    /// <value>From 0 to 1; 0.05 by default.</value>
    [Range(0.0, 1.0), Description("the largest share of the wallet in one trade; 0 denies every trade")]
    public double MaxCapitalPct { get; init; } = 0.05;

    /// <summary>How many of the last 20 candles may be without a trade (included).</summary>
    /// <value>From 0 to 20; 3 by default.</value>
    [Range(0, MarketState.Window), Description("how many of the last 20 candles may be without a trade")]
    public int MaxFlatCandles { get; init; } = 3;

    /// <summary>The maximum age of a signal in seconds (included).</summary>
    /// <value>From 0 to 604,800; 600 by default.</value>
    [Range(0, SignalAge.MostSeconds), Description("the maximum age of a signal in seconds")]
    public int MaxSignalAgeSec { get; init; } = 600;

    /// <summary>Whether shorts are allowed.</summary>
    /// <value><see langword="false"/> by default.</value>
    [Description("whether shorts are allowed")]
    public bool AllowShort { get; init; }

    /// <summary>True ranges in the ATR.</summary>
    /// <value>From 1 to 500; 14 by default.</value>
    [Range(1, 500), Description("how many true ranges the ATR averages")]
    public int AtrPeriod { get; init; } = 14;

    /// <summary>Whether every setting is in its range and none contradicts another; NaN is never in range.</summary>
    public bool IsValid => RiskGate.Takes(this);

    /// <inheritdoc/>
    public IEnumerable<string> Validate() => MinAtrMultiple <= MaxAtrMultiple ? [] : ["min_atr_multiple must be at most max_atr_multiple"];
}
