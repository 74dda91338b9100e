using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>A value that is JSON already, to the byte: a canonical signal, a parameter as it enters a decision_id.</summary>
/// <param name="Utf8">The JSON.</param>
[JsonConverter(typeof(RawJsonConverter))]
internal readonly record struct RawJson(ReadOnlyMemory<byte> Utf8)
{
    /// <summary>Wraps a JSON text.</summary>
    public static RawJson OfJson(string json) => new(Encoding.UTF8.GetBytes(json));

    /// <summary>A text as a JSON string.</summary>
    public static RawJson OfText(string text) => OfJson($"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");
}

/// <summary>Writes <see cref="RawJson"/> unchanged; documents are not read back.</summary>
internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
}

/// <summary>A price step in RFC 8785 form; null if unknown.</summary>
internal sealed class PriceStepJson : JsonConverter<PriceStep>
{
    public override PriceStep Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, PriceStep value, JsonSerializerOptions options)
    {
        if (value.IsKnown)
        {
            writer.WriteRawValue(CanonicalNumber.Format(value.Value));
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}

/// <summary>A number in RFC 8785 form.</summary>
internal sealed class CanonicalNumberJson : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteRawValue(CanonicalNumber.Format(value));
}
