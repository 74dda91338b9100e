using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>The options that all setups share: stop, targets and side.</summary>
internal abstract record SetupOptions : IOptionRules
{
    /// <summary>Where the stop is.</summary>
    [Description("the stop: swing is the lowest low (for a short the highest high) of the last stop_lookback candles, atr is stop_atr times ATR(14) from the close")]
    public StopRule Stop { get; init; } = StopRule.Swing;

    /// <summary>How many candles, the deciding one included, a stop by <see cref="StopRule.Swing"/> looks at.</summary>
    [Range(1, 500), Description("how many candles, the deciding one included, stop=swing looks at")]
    public int StopLookback { get; init; } = 10;

    /// <summary>The distance of a stop by <see cref="StopRule.Atr"/>, in ATR(14).</summary>
    [Range(0.1, 10.0), Description("the distance of the stop from the close with stop=atr, in ATR(14)")]
    public double StopAtr { get; init; } = 2;

    /// <summary>The first target's distance from the entry, in R.</summary>
    [Range(0.0, 1_000.0, MinimumIsExclusive = true), Description("the first target's distance from the entry, in R (the distance from the entry to the stop)")]
    public double Tp1R { get; init; } = 1;

    /// <summary>The second target's distance from the entry, in R; more than <see cref="Tp1R"/>.</summary>
    [Range(0.0, 1_000.0, MinimumIsExclusive = true), Description("the second target's distance from the entry, in R; more than tp1_r")]
    public double Tp2R { get; init; } = 2;

    /// <summary>Whether it also plans shorts, by the mirrored rule.</summary>
    [Description("whether it also plans shorts, by the mirrored rule; the gate denies them unless it allows shorts")]
    public bool Short { get; init; }

    /// <inheritdoc/>
    public virtual IEnumerable<string> Validate() => Tp2R > Tp1R ? [] : ["tp2_r must be more than tp1_r"];
}
