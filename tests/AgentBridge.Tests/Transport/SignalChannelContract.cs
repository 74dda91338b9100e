using System.Text;
using AgentBridge.Schema;
using static AgentBridge.Tests.Transport.Signals;

namespace AgentBridge.Tests.Transport;

/// <summary>The rules of publication and fetch for every channel; derived classes supply the channels.</summary>
public abstract class SignalChannelContract
{
    private const string Symbol = "BTC/USDT";

    [SkippableFact]
    public async Task Fetch_NothingPublished_FindsNothing()
    {
        await using var channel = await OpenAsync(1000);

        var result = await channel.Source.FetchLatestSignalAsync(Symbol);

        result.Should().Be(new FetchResult(null, default));
    }

    [SkippableFact]
    public async Task Publish_Signal_IsFetchedAsItWas()
    {
        await using var channel = await OpenAsync(1000);
        var signal = Approve(ASignal() with { Rationale = "über \"quoted\" \\ 漢 🚀 of 60" });

        var published = await channel.Publisher.PublishSignalAsync(signal);

        published.Should().Be(PublishResult.Published);
        (await channel.Source.FetchLatestSignalAsync(Symbol)).Signal.Should().Be(signal.Signal);
        (await channel.KeptAsync()).Should().ContainSingle().Which.Should().Equal(signal.CanonicalBytes.ToArray());
    }

    [SkippableFact]
    public async Task Publish_SameBytesAgain_ChangesNothing()
    {
        await using var channel = await OpenAsync(1000);
        await channel.Publisher.PublishSignalAsync(At(1, 0));

        var again = await channel.Publisher.PublishSignalAsync(At(1, 0));
        var elsewhere = await channel.AnotherPublisher().PublishSignalAsync(At(1, 0));

        again.Should().Be(PublishResult.Duplicate);
        elsewhere.Should().Be(PublishResult.Duplicate);
        (await channel.KeptAsync()).Should().ContainSingle();
    }

    [SkippableFact]
    public async Task Publish_SameIdOtherBytes_IsRefusedAndTheFirstStays()
    {
        await using var channel = await OpenAsync(1000);
        await channel.Publisher.PublishSignalAsync(At(1, 0));
        var other = Approve(ASignal() with { Confidence = 0.7 });

        var result = await channel.Publisher.PublishSignalAsync(other);

        result.Should().Be(PublishResult.Conflict);
        (await channel.KeptAsync()).Should().ContainSingle().Which.Should().Equal(At(1, 0).CanonicalBytes.ToArray());
    }

    [SkippableFact]
    public async Task Fetch_PushedOutOfOrder_GreatestTimestampWins()
    {
        await using var channel = await OpenAsync(1000);
        foreach (var (number, seconds) in new[] { (1, -300), (2, -10), (3, -200), (4, -400) })
        {
            await channel.Publisher.PublishSignalAsync(At(number, seconds));
        }

        var result = await channel.Source.FetchLatestSignalAsync(Symbol);

        result.Should().Be(new FetchResult(At(2, -10).Signal, default));
    }

    [SkippableFact]
    public async Task Fetch_EqualTimestamps_LatestPushedWins()
    {
        await using var channel = await OpenAsync(1000);
        foreach (var number in new[] { 5, 2, 9 })
        {
            await channel.Publisher.PublishSignalAsync(At(number, -60));
        }

        var result = await channel.Source.FetchLatestSignalAsync(Symbol);

        result.Signal.Should().Be(At(9, -60).Signal);
    }

    [SkippableTheory]
    [InlineData(-5_001, 600, false)]
    [InlineData(-5_000, 600, true)]
    [InlineData(0, 600, true)]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(600_000, 600, true)]
    [InlineData(600_001, 600, false)]
    public async Task Fetch_AtTheEdgesOfFreshness_BothAreIncluded(int ageMs, int maxAgeSec, bool fresh)
    {
        await using var channel = await OpenAsync(1000);
        await channel.Publisher.PublishSignalAsync(At(1, 0));
        channel.Clock.Now = TransportClock.Noon.AddMilliseconds(ageMs);

        var result = await channel.Source.FetchLatestSignalAsync(Symbol, maxAgeSec);

        result.Should().Be(fresh
            ? new FetchResult(At(1, 0).Signal, default)
            : new FetchResult(null, new SkippedMessages { Future = ageMs < 0 ? 1 : 0, Stale = ageMs > 0 ? 1 : 0 }));
    }

    [SkippableFact]
    public async Task Fetch_UnusableMessages_AreSkippedAndCountedByReason()
    {
        await using var channel = await OpenAsync(1000);
        var valid = At(1, -30).CanonicalBytes.ToArray();
        var text = Encoding.UTF8.GetString(valid);
        var oldSpaced = Bytes(text.Replace(",", ", ", StringComparison.Ordinal));
        await channel.PushRawAsync(
        [
            oldSpaced, // a valid signal in another layout
            [],
            [0xFF, 0x00, 0x80],
            Bytes("hello"),
            Bytes("{\"some\":\"other program\"}"),
            [0xEF, 0xBB, 0xBF, .. valid],
            valid[..^1],
            Bytes(text + text),
            Bytes(text.PadRight(4096)), // valid at the limit
            Bytes(text.PadRight(4097)),
            Bytes(new string('x', 300_000)),
            At(2, -601).CanonicalBytes.ToArray(),
            At(3, -100_000).CanonicalBytes.ToArray(),
            At(4, 6).CanonicalBytes.ToArray(),
            Approve(ASignal(5) with { Symbol = "ETH/USDT" }).CanonicalBytes.ToArray(),
        ]);

        var result = await channel.Source.FetchLatestSignalAsync(Symbol);

        result.Signal.Should().Be(At(1, -30).Signal);
        result.Skipped.Should().Be(new SkippedMessages(Malformed: 7, OtherSymbol: 1, Stale: 2, Future: 1, TooLarge: 2));
    }

    [SkippableFact]
    public async Task Fetch_OneDecisionWithOtherValues_TheFirstPublishedCountsAndTheConflictIsReported()
    {
        await using var channel = await OpenAsync(1000);
        var first = At(1, -60);
        await channel.Publisher.PublishSignalAsync(first);
        var forged = ASignal(1) with { Timestamp = TransportClock.Noon.AddSeconds(-1), Rationale = "pushed past the channel" };
        await channel.PushRawAsync([Approve(forged).CanonicalBytes.ToArray(), Approve(forged with { Symbol = "ETH/USDT" }).CanonicalBytes.ToArray()]);

        var result = await channel.Source.FetchLatestSignalAsync(Symbol);
        var other = await channel.Source.FetchLatestSignalAsync("ETH/USDT");

        result.Should().Be(new FetchResult(first.Signal, new SkippedMessages { Conflicting = 2 }) { ConflictOf = first.Signal.DecisionId });
        other.Should().Be(new FetchResult(null, new SkippedMessages { Conflicting = 2, OtherSymbol = 1 }) { ConflictOf = first.Signal.DecisionId });
    }

    [SkippableFact]
    public async Task Publish_MoreThanIsKept_TheOldestGo()
    {
        await using var channel = await OpenAsync(maxSignals: 10);
        var signals = Enumerable.Range(1, 25).Select(number => At(number, number - 60)).ToArray();

        foreach (var signal in signals)
        {
            (await channel.Publisher.PublishSignalAsync(signal)).Should().Be(PublishResult.Published);
        }

        (await channel.KeptAsync()).Select(Encoding.UTF8.GetString)
            .Should().Equal(signals.Reverse().Take(10).Select(signal => Encoding.UTF8.GetString(signal.CanonicalBytes.Span)));
    }

    [SkippableFact]
    public async Task Fetch_MoreThanIsKept_LooksAtTheNewestOnly()
    {
        await using var channel = await OpenAsync(maxSignals: 10);
        await channel.PushRawAsync([At(1, 0).CanonicalBytes.ToArray(), .. Enumerable.Repeat(Bytes("noise"), 10)]);

        var result = await channel.Source.FetchLatestSignalAsync(Symbol);

        result.Should().Be(new FetchResult(null, new SkippedMessages { Malformed = 10 }));
    }

    [SkippableFact]
    public async Task Fetch_LongList_TheFirstPushedIsFoundToo()
    {
        await using var channel = await OpenAsync(maxSignals: 5_000);
        var other = Approve(ASignal(2) with { Symbol = "ETH/USDT" }).CanonicalBytes.ToArray();
        await channel.PushRawAsync([At(1, 0).CanonicalBytes.ToArray(), .. Enumerable.Repeat(other, 2_999)]);

        var result = await channel.Source.FetchLatestSignalAsync(Symbol);

        result.Should().Be(new FetchResult(At(1, 0).Signal, new SkippedMessages { OtherSymbol = 2_999 }));
    }

    [SkippableFact]
    public async Task Publish_IntoOneChannel_LeavesTheOtherAlone()
    {
        await using var channel = await OpenAsync(1000);
        await using var other = await OpenAsync(1000);
        await other.Publisher.PublishSignalAsync(At(2, -60));

        await channel.Publisher.PublishSignalAsync(At(1, 0));

        (await other.Source.FetchLatestSignalAsync(Symbol)).Signal.Should().Be(At(2, -60).Signal);
        (await other.KeptAsync()).Should().ContainSingle();
        (await other.Publisher.PublishSignalAsync(At(1, 0))).Should().Be(PublishResult.Published);
    }

    [SkippableFact]
    public async Task Publish_ThousandFromFourTasks_EachIsThereOnce()
    {
        await using var channel = await OpenAsync(1000);
        var signals = Enumerable.Range(1, 1000).Select(number => At(number, number * -0.5)).ToArray();

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(task => Task.Run(async () =>
        {
            var mine = new List<PublishResult>();
            for (var i = task; i < signals.Length; i += 4)
            {
                mine.Add(await channel.Publisher.PublishSignalAsync(signals[i]));
            }

            return mine;
        })));

        results.SelectMany(mine => mine).Should().HaveCount(1000).And.OnlyContain(result => result == PublishResult.Published);
        (await channel.KeptAsync()).Select(Encoding.UTF8.GetString).Order(StringComparer.Ordinal)
            .Should().Equal(signals.Select(signal => Encoding.UTF8.GetString(signal.CanonicalBytes.Span)).Order(StringComparer.Ordinal));
        (await channel.Source.FetchLatestSignalAsync(Symbol)).Should().Be(new FetchResult(signals[0].Signal, default));
    }

    [SkippableFact]
    public async Task Publish_SameDecisionFromManyAtOnce_OneOfThemPublishes()
    {
        await using var channel = await OpenAsync(1000);
        ISignalPublisher[] publishers = [channel.Publisher, channel.AnotherPublisher(), channel.AnotherPublisher()];

        for (var round = 1; round <= 20; round++)
        {
            var signal = At(round, 0);
            var results = await Task.WhenAll(Enumerable.Range(0, 9).Select(i => Task.Run(() => publishers[i % 3].PublishSignalAsync(signal))));
            results.Count(result => result == PublishResult.Published).Should().Be(1);
            results.Count(result => result == PublishResult.Duplicate).Should().Be(8);
        }

        (await channel.KeptAsync()).Should().HaveCount(20);
    }

    [SkippableFact]
    public async Task PublishAndFetch_RandomSequence_AgreesWithAModel()
    {
        await using var channel = await OpenAsync(maxSignals: 1000);
        var random = new Random(20_260_102);
        var pushed = new List<TradingSignal>();

        for (var step = 0; step < 300; step++)
        {
            var signal = ASignal(random.Next(1, 60)) with
            {
                Timestamp = TransportClock.Noon.AddSeconds(random.Next(-700, 12)),
                Symbol = random.Next(4) == 0 ? "ETH/USDT" : Symbol,
            };
            var first = pushed.Find(known => known.DecisionId == signal.DecisionId);
            var expected = first is null ? PublishResult.Published : first == signal ? PublishResult.Duplicate : PublishResult.Conflict;
            (await channel.Publisher.PublishSignalAsync(Approve(signal))).Should().Be(expected);
            if (first is null)
            {
                pushed.Add(signal);
            }

            var fresh = pushed.Where(known => string.Equals(known.Symbol, Symbol, StringComparison.Ordinal) && known.Timestamp <= TransportClock.Noon.AddSeconds(5) && known.Timestamp >= TransportClock.Noon.AddSeconds(-600));
            var newest = fresh.Reverse().OrderByDescending(known => known.Timestamp).FirstOrDefault();
            (await channel.Source.FetchLatestSignalAsync(Symbol)).Signal.Should().Be(newest);
        }
    }

    [SkippableFact]
    public async Task PublishAndFetch_Cancelled_ReportIt()
    {
        await using var channel = await OpenAsync(1000);
        var cancelled = new CancellationToken(canceled: true);

        var publish = () => channel.Publisher.PublishSignalAsync(At(1, 0), cancelled);
        var fetch = () => channel.Source.FetchLatestSignalAsync(Symbol, 600, cancelled);

        await publish.Should().ThrowAsync<OperationCanceledException>();
        await fetch.Should().ThrowAsync<OperationCanceledException>();
        (await channel.KeptAsync()).Should().BeEmpty();
    }

    /// <summary>A new empty channel; skips the test if the machine does not support one.</summary>
    private protected abstract Task<TestChannel> OpenAsync(int maxSignals);
}
