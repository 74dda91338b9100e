using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AgentBridge.Cli;

/// <summary>One JSON document on stdout, without reflection.</summary>
internal static class JsonOut
{
    // The streams that a document was written to.
    private static readonly ConditionalWeakTable<TextWriter, object> Written = [];

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a document and a newline.</summary>
    public static void Write<T>(CliHost host, T document, JsonTypeInfo<T> type)
    {
        Claim(host);
        host.Out.WriteLine(Text(document, type));
    }

    /// <summary>Writes documents as one array, and a newline.</summary>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <param name="documents">Documents of <see cref="Text"/>.</param>
    public static void WriteArray(CliHost host, IEnumerable<string> documents)
    {
        Claim(host);
        host.Out.WriteLine($"[{string.Join(',', documents)}]");
    }

    /// <summary>The command writes a stream of its own documents to stdout, so a failure adds no other kind of document.</summary>
    public static void Claim(CliHost host) => Written.AddOrUpdate(host.Out, host.Out);

    /// <summary>Writes the failure as the command's document, unless it has already written one.</summary>
    public static void WriteFailure(CliHost host, string code, int exit, string message)
    {
        if (Written.TryGetValue(host.Out, out _))
        {
            return;
        }

        Write(host, new FailureDocument(new ErrorDocument(code, exit, message)), DocumentJson.Default.FailureDocument);
    }

    /// <summary>A document in one line. The writer escapes texts, not the type's options: the generated code stays the quick one.</summary>
    public static string Text<T>(T document, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            JsonSerializer.Serialize(writer, document, type);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
