using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentBridge.ExchangeSimulator;

/// <summary>A JSON document as bytes, without reflection.</summary>
internal static class JsonBytes
{
    // Messages hold quotes and pluses; nothing here ends up in a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }
}
