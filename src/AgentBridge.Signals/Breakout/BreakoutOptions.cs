using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Options of the strategy <c>breakout</c>.</summary>
public sealed record BreakoutOptions : IOptionRules
{
    /// <summary>How many highs before the deciding candle the close must exceed (the seed's <c>high[-20:-1]</c>).</summary>
    [Range(1, 500), Description("how many highs before the deciding candle the close must exceed")]
    public int HighLookback { get; init; } = 19;

    /// <summary>How many lows, the deciding candle's included, the stop is the smallest of (the seed's <c>low[-10:]</c>).</summary>
    [Range(1, 500), Description("how many lows, the deciding candle's included, the stop is the smallest of")]
    public int LowLookback { get; init; } = 10;

    /// <summary>The first target's distance from the entry, in R (entry − stop).</summary>
    [Range(0.0, 1_000.0, MinimumIsExclusive = true), Description("the first target's distance from the entry, in R (entry - stop)")]
    public double Tp1R { get; init; } = 1;

    /// <summary>The second target's distance from the entry, in R; more than <see cref="Tp1R"/>.</summary>
    [Range(0.0, 1_000.0, MinimumIsExclusive = true), Description("the second target's distance from the entry, in R; more than tp1_r")]
    public double Tp2R { get; init; } = 2;

    /// <summary>The confidence of every signal.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true), Description("the confidence of every signal")]
    public double Confidence { get; init; } = 0.6;

    /// <inheritdoc/>
    public IEnumerable<string> Validate() => Tp2R > Tp1R ? [] : ["tp2_r must be more than tp1_r"];
}
