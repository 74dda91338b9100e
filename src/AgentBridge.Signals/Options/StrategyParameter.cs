using System.Collections.Immutable;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>One option of a strategy, as the catalogue shows it.</summary>
public sealed record StrategyParameter
{
    /// <summary>Its name, snake_case.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required ParameterKind Kind { get; init; }

    /// <summary>What it means.</summary>
    public required string Meaning { get; init; }

    /// <summary>Its default, as it enters the decision_id.</summary>
    public string Default { get; init; } = string.Empty;

    /// <summary>The range of a number; <see langword="null"/> for everything else.</summary>
    public ParameterRange? Range { get; init; }

    /// <summary>The words of an enumeration; empty for everything else.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>What it takes, for people: <c>a whole number from 1 to 500</c>.</summary>
    public string Expected => Kind switch
    {
        ParameterKind.Int or ParameterKind.Long => $"a whole number {Range}",
        ParameterKind.Double => $"a number {Range}",
        ParameterKind.Bool => "true or false",
        ParameterKind.Enum => string.Join(" or ", Choices),
        ParameterKind.Timeframe => "a timeframe such as 1h",
        ParameterKind.Pair => "a pair such as BTC/USDT",
        _ => "nothing",
    };

    /// <summary>One error in one form: option, value, range, remedy.</summary>
    internal string ErrorOf(string value) => $"{Name}={value}: expected {Expected} ({Meaning}); leave it out for {Default}";
}

/// <summary>The range of a number.</summary>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The greatest value.</param>
public readonly record struct ParameterRange(double Min, double Max)
{
    /// <summary>Whether the smallest value itself is outside.</summary>
    public bool MinIsExclusive { get; init; }

    /// <summary>Whether the greatest value itself is outside.</summary>
    public bool MaxIsExclusive { get; init; }

    /// <summary>Whether a value is inside; NaN is not.</summary>
    /// <param name="value">The value.</param>
    public bool Contains(double value) => (MinIsExclusive ? value > Min : value >= Min) && (MaxIsExclusive ? value < Max : value <= Max);

    /// <inheritdoc/>
    public override string ToString()
    {
        var (min, max) = (CanonicalNumber.Format(Min), CanonicalNumber.Format(Max));
        return MinIsExclusive || MaxIsExclusive
            ? $"{(MinIsExclusive ? "more than" : "at least")} {min} and {(MaxIsExclusive ? "less than" : "at most")} {max}"
            : $"from {min} to {max}";
    }
}
