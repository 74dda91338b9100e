using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Settings of <see cref="BreakoutGenerator"/>. All but the cap on capital enter the decision_id.</summary>
public sealed record BreakoutOptions
{
    /// <summary>How many highs before the deciding candle the close must exceed.</summary>
    /// <value>From 1 to 500; 19 by default (the seed's <c>high[-20:-1]</c>).</value>
    public int HighLookback { get; init; } = 19;

    /// <summary>How many lows, the deciding candle's included, the stop is the smallest of.</summary>
    /// <value>From 1 to 500; 10 by default (the seed's <c>low[-10:]</c>).</value>
    public int LowLookback { get; init; } = 10;

    /// <summary>The first target's distance from the entry, in R (entry − stop).</summary>
    /// <value>&gt; 0; 1 by default.</value>
    public double Tp1R { get; init; } = 1;

    /// <summary>The second target's distance from the entry, in R.</summary>
    /// <value>More than <see cref="Tp1R"/>; 2 by default.</value>
    public double Tp2R { get; init; } = 2;

    /// <summary>The confidence of every signal.</summary>
    /// <value>More than 0 and at most 1; 0.6 by default.</value>
    public double Confidence { get; init; } = 0.6;

    /// <summary>The cap on capital that every signal carries (0.05 is 5 % of the wallet).</summary>
    /// <value>More than 0 and at most 1; 0.05 by default.</value>
    public double MaxCapitalPct { get; init; } = 0.05;

    /// <summary>The parameters as they enter the decision_id.</summary>
    internal string FormatForId() => DecisionId.FormatParameters(
    [
        new("high_lookback", HighLookback),
        new("low_lookback", LowLookback),
        new("tp1_r", Tp1R),
        new("tp2_r", Tp2R),
        new("confidence", Confidence),
    ]);

    /// <summary>Throws where a value is outside its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value that is outside.</exception>
    internal void ThrowIfInvalid()
    {
        ThrowIfOutside(HighLookback is >= 1 and <= 500, nameof(HighLookback), HighLookback, "from 1 to 500");
        ThrowIfOutside(LowLookback is >= 1 and <= 500, nameof(LowLookback), LowLookback, "from 1 to 500");
        ThrowIfOutside(Tp1R > 0 && double.IsFinite(Tp1R), nameof(Tp1R), Tp1R, "> 0");
        ThrowIfOutside(Tp2R > Tp1R && double.IsFinite(Tp2R), nameof(Tp2R), Tp2R, "more than Tp1R");
        ThrowIfOutside(Confidence is > 0 and <= 1, nameof(Confidence), Confidence, "more than 0 and at most 1");
        ThrowIfOutside(MaxCapitalPct is > 0 and <= 1, nameof(MaxCapitalPct), MaxCapitalPct, "more than 0 and at most 1");
    }

    private static void ThrowIfOutside(bool inside, string name, object value, string range)
    {
        if (!inside)
        {
            throw new ArgumentOutOfRangeException(name, value, $"Expected {range}.");
        }
    }
}
