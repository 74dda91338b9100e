using AgentBridge.Schema;

namespace AgentBridge.Tests.Schema;

public sealed class DecisionIdTests
{
    private static readonly Dictionary<string, double> Breakout = new(StringComparer.Ordinal)
    {
        ["tp2_r"] = 2, ["confidence"] = 0.6, ["low_lookback"] = 10, ["tp1_r"] = 1, ["high_lookback"] = 19,
    };

    [Fact]
    public void Create_PublishedVector_IsEqual() =>
        DecisionId.Create("breakout/1", DecisionId.FormatParameters(Breakout), "BTC/USDT", "5m", 1748779200000)
            .Should().Be(new Guid("8d6a6e47-9dae-5ba4-b54f-3c17d5a749c4"));

    [Fact]
    public void FormatParameters_AnyOrder_IsSortedWithCanonicalNumbers()
    {
        DecisionId.FormatParameters(Breakout).Should().Be("confidence=0.6;high_lookback=19;low_lookback=10;tp1_r=1;tp2_r=2");
        DecisionId.FormatParameters(Breakout.Reverse()).Should().Be(DecisionId.FormatParameters(Breakout));
        DecisionId.FormatParameters([new("b", 1e-7), new("B", 1e21), new("a", 1e20)]).Should().Be("B=1e+21;a=100000000000000000000;b=1e-7");
        DecisionId.FormatParameters([]).Should().BeEmpty();
    }

    [Fact]
    public void Namespace_IsTheNameBasedIdOfItsUrn() =>
        DecisionId.VersionFive(new Guid("6ba7b811-9dad-11d1-80b4-00c04fd430c8"), "urn:agentbridge:decision:1").Should().Be(DecisionId.Namespace);

    [Fact]
    public void VersionFive_VectorOfRfc9562_IsEqual() =>
        DecisionId.VersionFive(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com").Should().Be(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"));

    [Fact]
    public void Create_AnyPartChanged_IsAnotherDecision()
    {
        Guid[] ids =
        [
            DecisionId.Create("breakout/1", "a=1", "BTC/USDT", "5m", 0),
            DecisionId.Create("breakout/2", "a=1", "BTC/USDT", "5m", 0),
            DecisionId.Create("breakout/1", "a=2", "BTC/USDT", "5m", 0),
            DecisionId.Create("breakout/1", "a=1", "ETH/USDT", "5m", 0),
            DecisionId.Create("breakout/1", "a=1", "BTC/USDT", "1m", 0),
            DecisionId.Create("breakout/1", "a=1", "BTC/USDT", "5m", -300000),
        ];

        ids.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Create_SeparatorInAPart_Throws()
    {
        var create = () => DecisionId.Create("breakout/1|x", "a=1", "BTC/USDT", "5m", 0);

        create.Should().Throw<ArgumentException>().WithParameterName("generator");
    }
}
