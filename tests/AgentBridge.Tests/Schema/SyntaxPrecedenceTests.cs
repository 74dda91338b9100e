using System.Text;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Schema;

/// <summary>Syntax violations take precedence over all others, and among themselves in the documented order, wherever they occur.</summary>
public sealed class SyntaxPrecedenceTests
{
    // In the documented order; each creates a member that fits into any object.
    private static readonly (ViolationCode Code, string Member)[] Ranked =
    [
        (ViolationCode.InvalidJson, "\"a\":01"),
        (ViolationCode.DuplicateField, "\"b\":{\"x\":1,\"x\":1}"),
        (ViolationCode.NumberOverflow, "\"c\":1e999"),
        (ViolationCode.LoneSurrogate, "\"d\":\"\\udc00\""),
        (ViolationCode.UnknownField, "\"e\":0"),
    ];

    [Fact]
    public void TryRead_TwoViolations_NamesTheMoreSevereInEitherOrder()
    {
        for (var graver = 0; graver < Ranked.Length; graver++)
        {
            for (var other = graver + 1; other < Ranked.Length; other++)
            {
                Code($"{Ranked[graver].Member},{Ranked[other].Member}").Should().Be(Ranked[graver].Code);
                Code($"{Ranked[other].Member},{Ranked[graver].Member}").Should().Be(Ranked[graver].Code);
            }
        }
    }

    [Theory]
    [InlineData("\"confidence\":0.6", "\"confidence\":\"0.6\"")]
    [InlineData("\"side\":\"long\"", "\"side\":\"up\"")]
    [InlineData("\"price\":104211", "\"price\":-1")]
    [InlineData("\"size_pct\":0.5}]", "\"size_pct\":0.1}]")]
    public void TryRead_LaterSyntaxViolation_PrecedesAnEarlierOtherOne(string right, string wrong)
    {
        var message = Corpus.Example.Replace(right, wrong, StringComparison.Ordinal);
        Corpus.CodeOf(Encoding.UTF8.GetBytes(message)).Should().NotBe(ViolationCode.Unspecified);

        Corpus.CodeOf(Encoding.UTF8.GetBytes(message + "x")).Should().Be(ViolationCode.InvalidJson);
        Corpus.CodeOf(Encoding.UTF8.GetBytes(message[..^1] + ",\"rationale\":\"\"}")).Should().Be(ViolationCode.DuplicateField);
        Corpus.CodeOf(Encoding.UTF8.GetBytes(message.Replace("breakout", "\\ud800", StringComparison.Ordinal))).Should().Be(ViolationCode.LoneSurrogate);
    }

    [Theory]
    [InlineData(16, ViolationCode.UnknownField)]
    [InlineData(17, ViolationCode.InvalidJson)]
    public void TryRead_Depth_EndsAt16(int depth, ViolationCode code)
    {
        var inside = depth - 1;
        Code($"\"x\":{new string('[', inside)}{new string(']', inside)}").Should().Be(code);
    }

    [Fact]
    public void TryRead_EveryPrefixOfASignal_IsInvalidJson()
    {
        var message = Encoding.UTF8.GetBytes(Corpus.Example);
        for (var length = 0; length < message.Length; length++)
        {
            Corpus.CodeOf(message.AsSpan(0, length)).Should().Be(ViolationCode.InvalidJson, "{0} bytes", length);
        }
    }

    private static ViolationCode Code(string members) => Corpus.CodeOf(Encoding.UTF8.GetBytes($"{{{members},{Corpus.Example[1..]}"));
}
