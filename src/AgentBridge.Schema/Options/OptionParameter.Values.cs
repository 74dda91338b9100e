using System.Globalization;

namespace AgentBridge.Schema;

/// <content>How its values are read, checked and written: one grammar, whatever the culture.</content>
public sealed partial record OptionParameter
{
    /// <summary>The type of its values.</summary>
    internal Type ValueType { get; init; } = typeof(string);

    /// <summary>Whether it may be without a value.</summary>
    internal bool MayBeLeftOut { get; init; }

    /// <summary>A whole number outside any record: an option of a command.</summary>
    /// <param name="name">As the user writes it, such as <c>--seconds</c>.</param>
    /// <param name="meaning">What it does, in a few words for messages.</param>
    /// <param name="least">The smallest value.</param>
    /// <param name="greatest">The maximum value.</param>
    /// <param name="standard">The default value, as text.</param>
    public static OptionParameter Whole(string name, string meaning, long least, long greatest, long standard) => new()
    {
        Name = name,
        Kind = ParameterKind.Long,
        Meaning = meaning,
        Range = new ParameterRange(least, greatest),
        Default = standard.ToString(CultureInfo.InvariantCulture),
        ValueType = typeof(long),
    };

    /// <summary>One of a few words outside any record: an option of a command.</summary>
    /// <param name="name">As the user writes it, such as <c>--seconds</c>.</param>
    /// <param name="meaning">What it does, in a few words for messages.</param>
    /// <param name="words">The words, the default first.</param>
    public static OptionParameter OneOf(string name, string meaning, params IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return new() { Name = name, Kind = ParameterKind.Enum, Meaning = meaning, Choices = [.. words], Default = words[0] };
    }

    /// <summary>Reads a value.</summary>
    /// <param name="text">The text to parse.</param>
    /// <param name="value">The value, of the option's type; <see langword="null"/> if the text is invalid or out of range.</param>
    /// <param name="detail">What exactly is wrong, if the range does not say so.</param>
    public bool TryRead(string text, out object? value, out string? detail)
    {
        ArgumentNullException.ThrowIfNull(text);
        detail = null;
        value = Form is not null ? Form.TryRead(text, out var read, out detail) ? read : null : Parse(text);
        value = Holds(value) ? value : null;
        return value is not null;
    }

    /// <summary>The value as text; <see langword="null"/> where it has no such form.</summary>
    internal string? Format(object? value) => value switch
    {
        null => null,
        _ when Form is { } form => form.Format(value),
        int whole => whole.ToString(CultureInfo.InvariantCulture),
        long whole when Math.Abs((double)whole) <= OptionTypes.MaxWhole => whole.ToString(CultureInfo.InvariantCulture),
        double number when double.IsFinite(number) => CanonicalNumber.Format(number == 0 ? 0 : number),
        TimeSpan span => CanonicalNumber.Format(span.TotalSeconds),
        bool flag => flag ? "true" : "false",
        string word => word,
        Enum choice when Enum.GetName(choice.GetType(), choice) is { } name => OptionText.Word(name),
        _ => null,
    };

    /// <summary>The value for messages.</summary>
    internal string Shown(object? value) => Format(value) ?? Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>Whether the option accepts the value.</summary>
    internal bool Holds(object? value) => value switch
    {
        null => MayBeLeftOut,
        int whole => Range!.Value.Contains(whole),
        long whole => Range!.Value.Contains(whole),
        double number => Range!.Value.Contains(number) && double.IsFinite(number),
        TimeSpan span => Range!.Value.Contains(span.TotalSeconds),
        _ => Format(value) is { } text && (Kind != ParameterKind.Enum || Choices.Contains(text, StringComparer.Ordinal)),
    };

    private object? Parse(string text) => Kind switch
    {
        ParameterKind.Int when OptionText.TryWhole(text, out var whole) && whole is >= int.MinValue and <= int.MaxValue => (int)whole,
        ParameterKind.Long when OptionText.TryWhole(text, out var whole) => whole,

        // There is one zero.
        ParameterKind.Double when OptionText.TryNumber(text, out var number) => number == 0 ? 0.0 : number,
        ParameterKind.Seconds when OptionText.TryNumber(text, out var number) && Range!.Value.Contains(number) => TimeSpan.FromSeconds(number),
        ParameterKind.Bool when text is "true" or "false" => text is "true",
        ParameterKind.Enum when !ValueType.IsEnum => text,
        ParameterKind.Enum when Choices.Contains(text, StringComparer.Ordinal) => Enum.Parse(ValueType, Enum.GetNames(ValueType).First(n => string.Equals(OptionText.Word(n), text, StringComparison.Ordinal))),
        _ => null,
    };
}
