using AgentBridge.Schema;

namespace AgentBridge.Tests.Schema;

public sealed class CorpusTests
{
    public static TheoryData<string> Paths => new(Corpus.All.Select(file => file.Path));

    [Theory]
    [MemberData(nameof(Paths))]
    public void TryRead_CorpusFile_GivesTheCodeOfItsName(string path)
    {
        var file = Corpus.All.Single(f => string.Equals(f.Path, path, StringComparison.Ordinal));

        var taken = SignalJson.TryRead(file.Bytes, out var signal, out var violation);

        violation.Name.Should().Be(file.Expected?.Name ?? "UNSPECIFIED", violation.ToString());
        taken.Should().Be(file.Expected is null);
        (signal is not null).Should().Be(taken);
        if (!taken)
        {
            violation.Message.Should().NotBeNullOrEmpty();
            violation.ToString().Should().MatchRegex(@"\A[\x20-\x7e]+\z", "a violation is one line without control characters");
        }
    }

    [Fact]
    public void Corpus_HasEnoughOfEverything()
    {
        Corpus.Valid.Should().HaveCountGreaterThanOrEqualTo(20);
        Corpus.Invalid.Should().HaveCountGreaterThanOrEqualTo(80);
        foreach (var info in ViolationCatalog.All)
        {
            Corpus.Invalid.Count(file => file.Expected == info).Should().BeGreaterThanOrEqualTo(2, info.Name);
        }
    }

    [Fact]
    public void Corpus_HoldsNoMessageTwice() =>
        Corpus.All.Select(file => Convert.ToBase64String(file.Bytes)).Should().OnlyHaveUniqueItems();

    [Fact]
    public void Corpus_HasMessagesOnBothSidesOfTheMaximumSize()
    {
        Corpus.Valid.Should().Contain(file => file.Bytes.Length == SignalJson.MaxMessageBytes);
        Corpus.Invalid.Should().Contain(file => file.Bytes.Length == SignalJson.MaxMessageBytes + 1 && file.Expected!.Code == ViolationCode.MessageTooLarge);
    }
}
