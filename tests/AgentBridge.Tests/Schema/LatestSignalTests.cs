using AgentBridge.Schema;

namespace AgentBridge.Tests.Schema;

public sealed class LatestSignalTests
{
    private static readonly TradingSignal Example = Corpus.ExampleSignal;
    private static readonly DateTimeOffset Now = Example.Timestamp;

    [Theory]
    [InlineData(5.000, true)]
    [InlineData(5.001, false)]
    [InlineData(0, true)]
    [InlineData(-600.000, true)]
    [InlineData(-600.001, false)]
    public void IsFresh_Boundaries_AreIncluded(double secondsAhead, bool fresh) =>
        LatestSignal.IsFresh(Now.AddSeconds(secondsAhead), Now, TimeSpan.FromSeconds(600)).Should().Be(fresh);

    [Fact]
    public void Look_ManyMessages_KeepsTheNewestAndCountsTheRest()
    {
        var search = new LatestSignal("BTC/USDT", Now, 600);

        // From the latest pushed to the oldest.
        search.Look(Message(Numbered(1) with { Timestamp = Now.AddSeconds(-60), Rationale = "older" }));
        search.Look(Message(Numbered(2) with { Rationale = "newest, pushed later" }));
        search.Look(Message(Numbered(3) with { Rationale = "newest, pushed earlier" }));
        search.Look("not JSON"u8);
        search.Look(new byte[SignalJson.MaxMessageBytes + 1]);
        search.Look(Message(Numbered(4) with { Symbol = "ETH/USDT" }));
        search.Look(Message(Numbered(5) with { Timestamp = Now.AddSeconds(-601) }));
        search.Look(Message(Numbered(6) with { Timestamp = Now.AddSeconds(6) }));
        search.PassOverTooLarge(2);

        search.Result.Signal!.Rationale.Should().Be("newest, pushed later");
        search.Result.Skipped.Should().Be(new SkippedMessages(Malformed: 1, OtherSymbol: 1, Stale: 1, Future: 1, TooLarge: 3));
        search.Result.ConflictOf.Should().BeNull();
    }

    [Fact]
    public void Look_OneDecisionWithOtherValues_TheFirstPublishedCounts()
    {
        var search = new LatestSignal("BTC/USDT", Now, 600);
        var forged = Example with { Timestamp = Now.AddSeconds(1), Rationale = "forged" };

        // From the latest pushed to the oldest: a later message with other values, symbol and age included, does not count.
        search.Look(Message(forged));
        search.Look(Message(forged));
        search.Look(Message(Example with { Symbol = "ETH/USDT", Rationale = "forged" }));
        search.Look(Message(Example));
        search.Look(Message(Example));
        search.Look(Message(Numbered(7) with { Timestamp = Now.AddSeconds(-30) }));

        search.Result.Signal.Should().Be(Example);
        search.Result.Skipped.Should().Be(new SkippedMessages { Conflicting = 3 });
        search.Result.ConflictOf.Should().Be(Example.DecisionId);
    }

    [Fact]
    public void Look_FirstPublishedIsStale_TheForgedOneIsNotReturned()
    {
        var search = new LatestSignal("BTC/USDT", Now, 600);

        search.Look(Message(Example with { Rationale = "forged, and fresh" }));
        search.Look(Message(Example with { Timestamp = Now.AddSeconds(-601) }));

        search.Result.Signal.Should().BeNull();
        search.Result.Skipped.Should().Be(new SkippedMessages { Conflicting = 1, Stale = 1 });
    }

    [Fact]
    public void Result_NothingSeen_IsEmpty() => new LatestSignal("BTC/USDT", Now, 0).Result.Should().Be(new FetchResult(null, default));

    private static TradingSignal Numbered(int number) => Example with { DecisionId = DecisionId.VersionFive(DecisionId.Namespace, FormattableString.Invariant($"latest|{number}")) };

    private static byte[] Message(TradingSignal signal) => SignalJson.ToCanonicalBytes(signal);
}
