using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>A line of the action log as JSON: fixed field order, no reflection.</summary>
internal static class ActionJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IBufferWriter<byte> output, ActionRecord record, SecretMask mask)
    {
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("timestamp", SignalTimestamp.ToText(record.Timestamp));
            writer.WriteString("run_id", mask.Apply(record.Origin.RunId));
            writer.WriteString("agent_id", mask.Apply(record.Origin.AgentId));
            writer.WriteString("agent_version", mask.Apply(record.Origin.AgentVersion));
            writer.WriteString("environment", mask.Apply(record.Origin.Environment));
            writer.WriteString("action", mask.Apply(record.Entry.Action));
            writer.WriteString("target", mask.Apply(record.Entry.Target));
            WriteParameters(writer, record.Entry.Parameters, mask);
            WriteRefs(writer, "input_refs", record.Entry.InputRefs, mask);
            WriteRefs(writer, "output_refs", record.Entry.OutputRefs, mask);
            writer.WriteString("result", mask.Apply(record.Entry.Result));
            WriteMetrics(writer, record.Entry.Metrics);
            writer.WriteString("rationale", mask.Apply(record.Entry.Rationale));
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>The record of a line; <see langword="null"/> where the line is not one. Fields that we do not know are passed over.</summary>
    public static ActionRecord? Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return UtcText.TryParse(Text(root, "timestamp"), out var timestamp)
                ? new ActionRecord(
                    timestamp,
                    new ActionOrigin(Text(root, "run_id"), Text(root, "agent_id"), Text(root, "agent_version"), Text(root, "environment")),
                    ReadEntry(root))
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static ActionEntry ReadEntry(JsonElement root) => new(Text(root, "action"), Text(root, "target"), Text(root, "result"))
    {
        Parameters = root.GetProperty("parameters").EnumerateObject()
            .ToDictionary(property => property.Name, property => ActionValue.FromJson(property.Value), StringComparer.Ordinal),
        InputRefs = Refs(root, "input_refs"),
        OutputRefs = Refs(root, "output_refs"),
        Metrics = root.GetProperty("metrics").EnumerateObject()
            .Where(property => property.Value.ValueKind != JsonValueKind.Null)
            .ToDictionary(property => property.Name, property => property.Value.GetDouble(), StringComparer.Ordinal),
        Rationale = Text(root, "rationale"),
    };

    private static string Text(JsonElement root, string name) =>
        root.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");

    private static string[] Refs(JsonElement root, string name) =>
        [.. root.GetProperty(name).EnumerateArray().Select(item => item.GetString() ?? string.Empty)];

    private static void WriteParameters(Utf8JsonWriter writer, IReadOnlyDictionary<string, ActionValue> parameters, SecretMask mask)
    {
        writer.WriteStartObject("parameters");
        foreach (var (name, value) in parameters)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer, mask);
        }

        writer.WriteEndObject();
    }

    private static void WriteRefs(Utf8JsonWriter writer, string name, IReadOnlyList<string> refs, SecretMask mask)
    {
        writer.WriteStartArray(name);
        foreach (var item in refs)
        {
            writer.WriteStringValue(mask.Apply(item));
        }

        writer.WriteEndArray();
    }

    private static void WriteMetrics(Utf8JsonWriter writer, IReadOnlyDictionary<string, double> metrics)
    {
        writer.WriteStartObject("metrics");
        foreach (var (name, value) in metrics)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumber(name, value + 0.0);
            }
            else
            {
                writer.WriteNull(name);
            }
        }

        writer.WriteEndObject();
    }
}
