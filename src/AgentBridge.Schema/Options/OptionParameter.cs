using System.Collections.Immutable;

namespace AgentBridge.Schema;

/// <summary>One option, as its record describes it.</summary>
public sealed partial record OptionParameter
{
    /// <summary>Its name, snake_case.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required ParameterKind Kind { get; init; }

    /// <summary>Its meaning.</summary>
    public required string Meaning { get; init; }

    /// <summary>Its default as text; empty if there is none.</summary>
    public string Default { get; init; } = string.Empty;

    /// <summary>The range of a number; <see langword="null"/> for everything else.</summary>
    public ParameterRange? Range { get; init; }

    /// <summary>The words of an enumeration; empty for everything else.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>The form of a text; <see langword="null"/> for everything else.</summary>
    public OptionFormAttribute? Form { get; init; }

    /// <summary>Whether it must be given; <see cref="Default"/> is then an example.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether its value may hold a secret, which messages never show.</summary>
    public bool IsSecret => Form is { IsSecret: true };

    /// <summary>The name of its kind in documents, such as <c>double</c>.</summary>
    public string TypeName => Kind.ToString().ToLowerInvariant();

    /// <summary>Whether <see cref="Default"/> is JSON as it stands, a number or true or false; else it is a text.</summary>
    public bool IsDefaultJson => Kind is ParameterKind.Int or ParameterKind.Long or ParameterKind.Double or ParameterKind.Bool;

    /// <summary>The accepted values, for people: <c>a whole number from 1 to 500</c>.</summary>
    public string Expected => Kind switch
    {
        _ when Form is not null => Form.Expected,
        ParameterKind.Int or ParameterKind.Long => $"a whole number {Range}".TrimEnd(),
        ParameterKind.Double => $"a number {Range}",
        ParameterKind.Seconds => $"a number of seconds {Range}",
        ParameterKind.Bool => "true or false",
        ParameterKind.Enum => Choices.Length < 2 ? string.Concat(Choices) : $"{string.Join(", ", Choices[..^1])} or {Choices[^1]}",
        _ => "nothing",
    };

    /// <summary>The remedy for an invalid value.</summary>
    public string Remedy => Default.Length == 0 ? "leave it out for none" : IsRequired ? $"for example {Default}" : $"leave it out for {Default}";

    /// <summary>One error in the one form that all errors in options have: option, value, range, meaning, remedy.</summary>
    /// <param name="name">The option as the user knows it, such as <c>MIN_RR</c> or <c>--speed</c>.</param>
    /// <param name="value">The value as it was written.</param>
    /// <param name="detail">What exactly is wrong with it, if the range does not say so.</param>
    public string ErrorOf(string name, string value, string? detail = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        detail ??= string.IsNullOrWhiteSpace(value) ? "is empty" : null;
        return $"{name}{(name.StartsWith("--", StringComparison.Ordinal) ? ' ' : '=')}{(IsSecret ? OptionText.Hidden : OptionText.Shown(value))}: {(detail is null ? string.Empty : detail + "; ")}expected {Expected} ({Meaning}); {Remedy}";
    }
}
