using System.Security.Cryptography;
using System.Text;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Signals;

/// <summary>The ids that generators create, compared with the platform's SHA-1.</summary>
public sealed class DecisionIdSeriesTests
{
    private const string Parameters = "confidence=0.6;high_lookback=19;low_lookback=10;tp1_r=1;tp2_r=2";

    [Fact]
    public void Create_Vector_IsTheId()
    {
        var expected = Guid.Parse("8d6a6e47-9dae-5ba4-b54f-3c17d5a749c4");

        new DecisionIdSeries("breakout/1", Parameters, "BTC/USDT", "5m").Create(1_748_779_200_000).Should().Be(expected);
        DecisionId.Create("breakout/1", Parameters, "BTC/USDT", "5m", 1_748_779_200_000).Should().Be(expected);
    }

    [Fact]
    public void FormatParameters_AnyOrder_IsSortedByName() =>
        DecisionId.FormatParameters([new("tp2_r", 2), new("low_lookback", 10), new("confidence", 0.6), new("tp1_r", 1), new("high_lookback", 19)])
            .Should().Be(Parameters);

    [Fact]
    public void VersionFive_EveryLength_EqualsThePlatformsHash()
    {
        for (var length = 0; length < 300; length++)
        {
            var name = new string('x', length);

            DecisionId.VersionFive(DecisionId.Namespace, name).Should().Be(Plain(name), "length {0}", length);
        }
    }

    [Fact]
    public void Create_AnyParts_EqualsThePlatformsHash() =>
        Property.Holds(Gen.Choose(0, int.MaxValue), 300, seed =>
        {
            var random = new Random(seed);
            string Part() => new([.. Enumerable.Range(0, random.Next(0, 90)).Select(_ => (char)random.Next('}', 0x2000))]);
            var (generator, parameters, symbol, timeframe) = (Part(), Part(), Part(), Part());
            var openMs = random.NextInt64(long.MinValue, long.MaxValue);

            new DecisionIdSeries(generator, parameters, symbol, timeframe).Create(openMs)
                .Should().Be(Plain(FormattableString.Invariant($"{generator}|{parameters}|{symbol}|{timeframe}|{openMs}")));
        });

    private static Guid Plain(string name)
    {
        var hash = SHA1.HashData([.. DecisionId.Namespace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)]);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
