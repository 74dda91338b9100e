using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Schema;

public sealed class CanonicalBytesTests
{
    [Fact]
    public void ToCanonicalBytes_GoldenSignals_AreEqualToTheByte()
    {
        var lines = Corpus.Golden("signals.jsonl");
        lines.Select(line => line.GetProperty("input").GetString()).Should()
            .BeEquivalentTo(Corpus.All.Where(file => file.Expected is null).Select(file => file.Path), "every valid file has its vector");
        foreach (var line in lines)
        {
            var input = line.GetProperty("input").GetString()!;
            var canonical = SignalJson.ToCanonicalBytes(Corpus.Read(File.ReadAllBytes(Repository.PathOf("schema", "corpus", input))));

            Encoding.UTF8.GetString(canonical).Should().Be(line.GetProperty("canonical").GetString(), input);
            Convert.ToHexStringLower(SHA256.HashData(canonical)).Should().Be(line.GetProperty("sha256").GetString(), input);
        }
    }

    [Fact]
    public void ToCanonicalBytes_GoldenStrings_AreEqualToTheByte()
    {
        foreach (var line in Corpus.Golden("strings.jsonl"))
        {
            var text = Encoding.BigEndianUnicode.GetString(Convert.FromHexString(line.GetProperty("utf16").GetString()!));

            // The writer writes any text; the validator decides whether a rationale may contain it.
            var canonical = SignalJson.ToCanonicalBytes(Corpus.ExampleSignal with { Rationale = text });

            var start = canonical.AsSpan().IndexOf("\"rationale\":"u8) + "\"rationale\":".Length;
            Convert.ToHexStringLower(canonical.AsSpan(start..^1)).Should().Be(line.GetProperty("utf8").GetString(), line.GetProperty("what").GetString());
        }
    }

    [Fact]
    public void WriteCanonical_IntoABuffer_AppendsTheSameBytes()
    {
        var buffer = new ArrayBufferWriter<byte>(16);
        buffer.Write("x"u8);

        SignalJson.WriteCanonical(Corpus.ExampleSignal, buffer);

        Encoding.UTF8.GetString(buffer.WrittenSpan).Should().Be("x" + Corpus.Example);
    }

    public static TheoryData<string, TradingSignal> Unwritable
    {
        get
        {
            var signal = Corpus.ExampleSignal;
            return new()
            {
                { "NaN", signal with { Confidence = double.NaN } },
                { "infinity", signal with { Entry = signal.Entry with { Price = double.PositiveInfinity } } },
                { "negative zero", signal with { Risk = signal.Risk with { MaxCapitalPct = -0.0 } } },
                { "NaN in a target", signal with { Risk = signal.Risk with { TakeProfits = default(TakeProfits) with { First = new TakeProfit(double.NaN, 1) } } } },
                { "no side", signal with { Side = SignalSide.Unspecified } },
                { "no entry type", signal with { Entry = signal.Entry with { Type = EntryType.Unspecified } } },
                { "half a pair", signal with { Rationale = "a\ud800" } },
                { "half a pair beside an escape", signal with { Rationale = "\"\udc00" } },
                { "no symbol", signal with { Symbol = null! } },
                { "no entry", signal with { Entry = null! } },
                { "no risk", signal with { Risk = null! } },
                { "no rationale", signal with { Rationale = null! } },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Unwritable))]
    public void ToCanonicalBytes_UnwritableValue_Throws(string what, TradingSignal signal) =>
        signal.Invoking(SignalJson.ToCanonicalBytes).Should().Throw<ArgumentException>(what);

    [Fact]
    public void ApprovedSignal_CannotBeMadeOutsideTheGate() =>
        typeof(ApprovedSignal).GetConstructors().Should().BeEmpty();
}
