using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>One JSON document on stdout, without reflection.</summary>
internal static class JsonOut
{
    // The streams that a document was written to.
    private static readonly ConditionalWeakTable<TextWriter, object> Written = [];

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a document and a newline.</summary>
    public static void Write(CliHost host, Action<Utf8JsonWriter> document)
    {
        Claim(host);
        host.Out.WriteLine(Text(document));
    }

    /// <summary>Stdout is that of a command which writes documents of its own, as many as come: no failure adds another kind.</summary>
    public static void Claim(CliHost host) => Written.AddOrUpdate(host.Out, host.Out);

    /// <summary>Writes what failed as the command's document; where there is one already, that one stands.</summary>
    public static void WriteFailure(CliHost host, string code, int exit, string message)
    {
        if (Written.TryGetValue(host.Out, out _))
        {
            return;
        }

        Write(host, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("error");
            writer.WriteString("code", code);
            writer.WriteNumber("exit", exit);
            writer.WriteString("message", message);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    /// <summary>A document in one line.</summary>
    public static string Text(Action<Utf8JsonWriter> document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            document(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A property that holds a text or null.</summary>
    public static void WriteText(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is null)
        {
            writer.WriteNull(name);
        }
        else
        {
            writer.WriteString(name, value);
        }
    }

    /// <summary>A property that holds texts.</summary>
    public static void WriteStrings(this Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    /// <summary>The property <c>price_step</c>: the number, or null where it is unknown.</summary>
    public static void WritePriceStep(this Utf8JsonWriter writer, PriceStep step)
    {
        writer.WritePropertyName("price_step");
        if (step.IsKnown)
        {
            writer.WriteRawValue(CanonicalNumber.Format(step.Value));
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    /// <summary>A property that holds counts by name.</summary>
    public static void WriteCounts(this Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, int>> counts)
    {
        writer.WriteStartObject(name);
        foreach (var (key, count) in counts.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            writer.WriteNumber(key, count);
        }

        writer.WriteEndObject();
    }
}
