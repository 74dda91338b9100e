// The sample of src/AgentBridge.Schema/README.md, compiled: the README has the same paragraphs (DocumentTests).
#pragma warning disable
using AgentBridge.Schema;

namespace AgentBridge.Tests.Docs.Samples;

internal static class SchemaSample
{
    private static void Run()
    {
        ReadOnlySpan<byte> message = File.ReadAllBytes("signal.json");
        if (SignalJson.TryRead(message, out var signal, out var violation))
        {
            byte[] canonical = SignalJson.ToCanonicalBytes(signal);       // what is published, hashed, signed
            Console.WriteLine($"{signal.Symbol} {SignalNames.Of(signal.Side)} {canonical.Length} bytes");
        }
        else
        {
            Console.WriteLine(violation);                                 // MISSING_FIELD at entry.price: the field is required
        }
    }
}
