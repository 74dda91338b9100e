namespace AgentBridge.Schema;

/// <summary>The range of a number.</summary>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The maximum value.</param>
public readonly record struct ParameterRange(double Min, double Max)
{
    /// <summary>Whether the smallest value itself is outside.</summary>
    public bool MinIsExclusive { get; init; }

    /// <summary>Whether the maximum itself is excluded.</summary>
    public bool MaxIsExclusive { get; init; }

    /// <summary>Whether a value is inside; NaN is not.</summary>
    /// <param name="value">The value to check.</param>
    public bool Contains(double value) => (MinIsExclusive ? value > Min : value >= Min) && (MaxIsExclusive ? value < Max : value <= Max);

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Max >= long.MaxValue && Max < 1e300)
        {
            return Min <= long.MinValue ? string.Empty : $"of at least {CanonicalNumber.Format(Min)}";
        }

        var (min, max) = (CanonicalNumber.Format(Min), CanonicalNumber.Format(Max));
        return MinIsExclusive || MaxIsExclusive
            ? $"{(MinIsExclusive ? "more than" : "at least")} {min} and {(MaxIsExclusive ? "less than" : "at most")} {max}"
            : $"from {min} to {max}";
    }
}
