using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentBridge.Engine;

/// <summary>A line of the action log as JSON: fixed field order, no reflection.</summary>
internal static class ActionJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IBufferWriter<byte> output, ActionRecord record, SecretMask mask)
    {
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            JsonSerializer.Serialize(writer, ActionLine.Of(record, mask), ActionLineJson.Default.ActionLine);
        }

        output.Write("\n"u8);
    }

    /// <summary>The record of a line; <see langword="null"/> if the line is not one. Unknown fields are ignored.</summary>
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
}
