using System.Text.Json;

namespace AgentBridge.ExchangeSimulator;

/// <summary>A message of a client: method, parameters, id; or the error with which Binance answers it.</summary>
internal sealed record StreamCommand(string Method, IReadOnlyList<JsonElement> Parameters, JsonElement? Id, int ErrorCode = 0, string? Error = null)
{
    private const int LongestId = 36;

    private static readonly string[] Methods = ["SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY"];

    public static StreamCommand Parse(ReadOnlyMemory<byte> message)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(message);
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            return Wrong(3, FormattableString.Invariant($"Invalid JSON: expected value at line {(e.LineNumber ?? 0) + 1} column {(e.BytePositionInLine ?? 0) + 1}"), null);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return Wrong(2, "Invalid request: expected an object", null);
        }

        JsonElement? id = root.TryGetProperty("id", out var sent) ? sent : null;
        if (id is { } given && !IsId(given))
        {
            return Wrong(2, "Invalid request: request ID must be an unsigned integer", null);
        }

        if (!root.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String)
        {
            return Wrong(2, FormattableString.Invariant($"Invalid request: missing field `method` at line 1 column {message.Length}"), id);
        }

        var name = method.GetString()!;
        if (Array.IndexOf(Methods, name) < 0)
        {
            return Wrong(2, $"Invalid request: unknown variant `{name}`, expected one of {string.Join(", ", Methods.Select(m => $"`{m}`"))}", id);
        }

        return new StreamCommand(name, root.TryGetProperty("params", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [], id);
    }

    public void WriteId(Utf8JsonWriter writer)
    {
        writer.WritePropertyName("id");
        if (Id is { } id)
        {
            id.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static StreamCommand Wrong(int code, string message, JsonElement? id) => new(string.Empty, [], id, code, message);

    private static bool IsId(JsonElement id) => id.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Number => id.TryGetInt64(out _),
        JsonValueKind.String => id.GetString() is { Length: <= LongestId } text && text.All(char.IsAsciiLetterOrDigit),
        _ => false,
    };
}
