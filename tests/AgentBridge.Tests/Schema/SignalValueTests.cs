using System.Buffers;
using System.Text;
using System.Text.Json;
using AgentBridge.Schema;
using AgentBridge.Tests.Risk;

namespace AgentBridge.Tests.Schema;

/// <summary>Every serialisation of a signal, anywhere in a document, writes its canonical bytes.</summary>
public sealed class SignalValueTests
{
    private static readonly TradingSignal Signal = GateCase.LongSignal(104_211, 103_800);
    private static readonly string Canonical = Encoding.UTF8.GetString(SignalJson.ToCanonicalBytes(Signal));

    [Fact]
    public void WriteValue_InsideADocument_IsTheCanonicalBytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("signal");
            SignalJson.WriteValue(writer, Signal);
            writer.WriteEndObject();
        }

        Encoding.UTF8.GetString(buffer.WrittenSpan).Should().Be($$"""{"signal":{{Canonical}}}""");
    }

    [Fact]
    public void Serialize_ByTheSerialiser_IsTheCanonicalBytes() => JsonSerializer.Serialize(Signal).Should().Be(Canonical);

    [Fact]
    public void Deserialize_ByTheSerialiser_IsRefused()
    {
        var read = () => JsonSerializer.Deserialize<TradingSignal>(Canonical);

        read.Should().Throw<NotSupportedException>().WithMessage("*SignalJson.TryRead*");
    }

    [Fact]
    public void WriteCanonical_ValueThatCannotBeWritten_LeavesTheBufferUntouched()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var write = () => SignalJson.WriteCanonical(Signal with { Confidence = double.NaN }, buffer);

        write.Should().Throw<ArgumentException>();
        buffer.WrittenCount.Should().Be(0);
    }

    [Fact]
    public void WriteCanonical_LongestTexts_FitTheBuffer()
    {
        var signal = Signal with { Rationale = new string('\u0001', 5_000), Symbol = new string('"', 5_000), Confidence = -2.2250738585072014e-308 };

        SignalJson.ToCanonicalBytes(signal).Length.Should().BeGreaterThan(40_000);
        JsonSerializer.Serialize(signal).Should().Be(Encoding.UTF8.GetString(SignalJson.ToCanonicalBytes(signal)));
    }
}
