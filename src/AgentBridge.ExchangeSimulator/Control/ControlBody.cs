using System.Text.Json;

namespace AgentBridge.ExchangeSimulator;

/// <summary>A control request can't be fulfilled; the message says why.</summary>
internal sealed class ControlException(string message) : Exception(message);

/// <summary>The JSON object of a control request, read strictly: no unknown field, no other type. Nothing at all is an empty object.</summary>
internal sealed class ControlBody : IDisposable
{
    private readonly JsonDocument _document;
    private readonly HashSet<string> _unread;

    public ControlBody(ReadOnlyMemory<byte> body)
    {
        try
        {
            _document = JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw new ControlException($"the body is not JSON: {e.Message}");
        }

        if (_document.RootElement.ValueKind != JsonValueKind.Object)
        {
            _document.Dispose();
            throw new ControlException("the body must be a JSON object");
        }

        _unread = [.. _document.RootElement.EnumerateObject().Select(p => p.Name)];
    }

    public string? Text(string name) => Find(name) is not { } value ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Bad(name, "a text");

    public double? Number(string name) =>
        Find(name) is not { } value ? null : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : throw Bad(name, "a number");

    public int? Integer(string name) =>
        Find(name) is not { } value ? null : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Bad(name, "a whole number");

    public void RequireAllRead()
    {
        if (_unread.Count > 0)
        {
            throw new ControlException($"unknown field {string.Join(", ", _unread)}");
        }
    }

    public void Dispose() => _document.Dispose();

    private static ControlException Bad(string name, string what) => new($"{name} must be {what}");

    private JsonElement? Find(string name)
    {
        _unread.Remove(name);
        return _document.RootElement.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
