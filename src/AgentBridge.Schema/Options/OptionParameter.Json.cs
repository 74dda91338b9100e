using System.Text.Json;

namespace AgentBridge.Schema;

/// <content>Its values in JSON configurations. The Python package reads them by the same rules; <c>schema/corpus/settings.json</c> holds both to them.</content>
public sealed partial record OptionParameter
{
    /// <summary>
    /// Reads a value of a JSON configuration: a number for a number (a whole one may be written 1e3), true or false for a flag, a text for
    /// everything else; what Freqtrade typed as a number is a text where a text is wanted.
    /// </summary>
    /// <param name="json">The value.</param>
    /// <param name="textsToo">Whether a number may be a text as well, as in <c>.env</c>.</param>
    /// <param name="value">The value, of the option's type; <see langword="null"/> where it is left out by a JSON null.</param>
    /// <param name="detail">What exactly is wrong, where the range does not say so.</param>
    public bool TryRead(JsonElement json, bool textsToo, out object? value, out string? detail)
    {
        (value, detail) = (null, null);
        var isNumber = Kind is ParameterKind.Int or ParameterKind.Long or ParameterKind.Double or ParameterKind.Seconds;
        switch (json.ValueKind)
        {
            case JsonValueKind.Null:
                return MayBeLeftOut && isNumber;
            case JsonValueKind.True or JsonValueKind.False:
                return Kind == ParameterKind.Bool && TryRead(json.GetRawText(), out value, out detail);
            case JsonValueKind.Number:
                return Kind is not ParameterKind.Bool and not ParameterKind.Enum && json.TryGetDouble(out var number) && double.IsFinite(number) && TryRead(TextOf(json), out value, out detail);
            case JsonValueKind.String when !isNumber && Kind != ParameterKind.Bool:
                return Trimmed(json, textsToo) is { Length: > 0 } text && TryRead(text, out value, out detail);
            case JsonValueKind.String when textsToo:
                return TryRead(Trimmed(json, textsToo), out value, out detail);
            case JsonValueKind.String:
                detail = "is a text";
                return false;
            default:
                return false;
        }
    }

    /// <summary>A text as <c>.env</c> would give it, where texts are as there.</summary>
    private static string Trimmed(JsonElement json, bool isAsInEnv) => isAsInEnv ? TextOf(json).Trim(OptionText.Blanks) : TextOf(json);

    /// <summary>
    /// A JSON value as text: a text as it is, a number in one form (a whole number that is written with a point or an exponent is one
    /// still), anything else as it was written.
    /// </summary>
    /// <param name="json">The value.</param>
    public static string TextOf(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Number)
        {
            var text = json.GetRawText();
            return json.TryGetDouble(out var number) && double.IsFinite(number) && (number == 0 || text.AsSpan().ContainsAny(".eE")) ? CanonicalNumber.Format(number == 0 ? 0 : number) : text;
        }

        try
        {
            return json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no value of any option.
            return string.Empty;
        }
    }
}
