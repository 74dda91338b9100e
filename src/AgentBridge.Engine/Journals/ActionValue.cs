using System.Globalization;
using System.Text.Json;

namespace AgentBridge.Engine;

/// <summary>
/// A value among an action's parameters: a text, a number, a flag or nothing; values written by other programs may be any JSON. Secrets have no
/// conversion to it.
/// </summary>
public readonly record struct ActionValue
{
    private readonly string? _text;
    private readonly bool _isJson;

    private ActionValue(string? text, bool isJson)
    {
        _text = text;
        _isJson = isJson;
    }

    /// <summary>The text, or the JSON of anything else; empty for nothing.</summary>
    public override string ToString() => _text ?? string.Empty;

    /// <summary>A text; <see langword="null"/> is nothing.</summary>
    public static implicit operator ActionValue(string? text) => new(text, isJson: false);

    /// <summary>A number; one that is not finite becomes its name as text.</summary>
    public static implicit operator ActionValue(double number) =>
        new((number + 0.0).ToString("R", CultureInfo.InvariantCulture), double.IsFinite(number));

    /// <summary>A whole number.</summary>
    public static implicit operator ActionValue(long number) => new(number.ToString(CultureInfo.InvariantCulture), isJson: true);

    /// <summary>A flag.</summary>
    public static implicit operator ActionValue(bool flag) => new(flag ? "true" : "false", isJson: true);

    /// <summary>The same as the conversions, for languages without them.</summary>
    public static ActionValue FromString(string? text) => text;

    /// <inheritdoc cref="FromString"/>
    public static ActionValue FromDouble(double number) => number;

    /// <inheritdoc cref="FromString"/>
    /// <param name="number">The whole number.</param>
    public static ActionValue FromInt64(long number) => number;

    /// <inheritdoc cref="FromString"/>
    public static ActionValue FromBoolean(bool flag) => flag;

    internal static ActionValue FromJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => new(element.GetString(), isJson: false),
        JsonValueKind.Null or JsonValueKind.Undefined => default,
        _ => new(element.GetRawText(), isJson: true),
    };

    internal ActionValue Masked(SecretMask mask) => _text is null || _isJson ? this : mask.Apply(_text);

    internal void WriteTo(Utf8JsonWriter writer)
    {
        if (_text is null)
        {
            writer.WriteNullValue();
        }
        else if (_isJson)
        {
            writer.WriteRawValue(_text);
        }
        else
        {
            writer.WriteStringValue(_text);
        }
    }
}
