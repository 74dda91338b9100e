using System.Text;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Engine.Cycle;

/// <summary>Strategies with feeds: a cycle on every candle gives what a history gives, and a feed that is late is waited for.</summary>
public sealed class FeedCycleTests
{
    private static readonly RiskOptions Loose = new() { MinAtrMultiple = 0, MaxAtrMultiple = 100, MaxFlatCandles = 20 };

    [Theory]
    [InlineData("ema-cross", "trend=3;trend_timeframe=15m;fast=3;slow=8")]
    [InlineData("led-breakout", "leader_period=5")]
    [InlineData("led-breakout", "leader=ETH/USDT;leader_period=5")]
    public async Task RunAsync_EveryCandle_GivesWhatTheHistoryGives(string name, string parameters)
    {
        var strategy = StrategyCatalog.BuiltIn.Find(name).Bind(parameters, 0.05);
        var candles = Candles(strategy, 2_600);
        var (source, published) = (new ReplayCandleSource(candles, 0), new List<string>());
        await using var bench = Bench(strategy, source, published);
        var cycle = bench.Cycle();
        for (var i = 0; i < candles.Own.Count; i++)
        {
            source.CloseNext();
            bench.Clock.Set(candles.Own.CloseTimeMs(i));
            _ = await cycle.RunAsync();
        }

        var expected = new List<string>();
        _ = SignalHistory.RunGated(candles, strategy, Loose, s => expected.Add(Encoding.UTF8.GetString(s.CanonicalBytes.Span)));

        expected.Should().HaveCountGreaterThan(10);
        published.Should().Equal(expected);
    }

    [Fact]
    public async Task RunAsync_FeedIsLate_IsRequestedAgainAndDecidesAsUsual()
    {
        var strategy = StrategyCatalog.BuiltIn.Find("led-breakout").Bind("leader=ETH/USDT;leader_period=5", 0.05);
        var candles = Candles(strategy, 2_000);
        var expected = new List<string>();
        _ = SignalHistory.RunGated(candles, strategy, Loose, s => expected.Add(Encoding.UTF8.GetString(s.CanonicalBytes.Span)));
        var source = new LateSource(candles);
        var published = new List<string>();
        await using var bench = Bench(strategy, source, published);
        var cycle = bench.Cycle();
        for (source.Closed = 1_000; source.Closed <= candles.Own.Count; source.Closed++)
        {
            bench.Clock.Set(candles.Own.CloseTimeMs(source.Closed - 1));
            source.Behind = 1;
            var early = await cycle.RunAsync();
            early.Code.Should().Be("FEED_MISSING");
            early.Outcome.Should().Be(CycleOutcome.NoTrade);
            cycle.Undecided.Should().StartWith("ETH/USDT");

            source.Behind = 0;
            (await cycle.RunAsync()).Code.Should().NotBe("FEED_MISSING");
            cycle.Undecided.Should().BeNull();
        }

        published.Should().NotBeEmpty().And.Equal(expected.TakeLast(published.Count));
    }

    [Fact]
    public async Task RunAsync_FeedStaysMissing_ContinuesWithTheNextCandle()
    {
        var strategy = StrategyCatalog.BuiltIn.Find("led-breakout").Bind("leader=ETH/USDT;leader_period=5", 0.05);
        var candles = Candles(strategy, 1_200);
        var source = new LateSource(candles) { Closed = 1_000, Behind = 1 };
        await using var bench = Bench(strategy, source, []);
        bench.LogQuietCycles = true;
        var cycle = bench.Cycle();
        for (; source.Closed < 1_003; source.Closed++)
        {
            bench.Clock.Set(candles.Own.CloseTimeMs(source.Closed - 1));
            _ = await cycle.RunAsync();
            (await cycle.RunAsync()).Code.Should().Be("FEED_MISSING");
        }

        source.Behind = 0;
        bench.Clock.Set(candles.Own.CloseTimeMs(source.Closed - 1));
        (await cycle.RunAsync()).Code.Should().NotBe("FEED_MISSING");
        bench.Results().Take(3).Should().Equal("FEED_MISSING", "FEED_MISSING", "FEED_MISSING");
    }

    [Fact]
    public async Task RunAsync_OtherPairIsUnavailable_IsMissingAndSaysWhy()
    {
        var strategy = StrategyCatalog.BuiltIn.Find("led-breakout").Bind("leader=ETH/USDT", 0.05);
        var own = Candles(strategy, 1_100).Own;
        await using var bench = Bench(strategy, new ReplayCandleSource(own.Alone(), own.Count), []);
        bench.LogQuietCycles = true;
        bench.Clock.Set(own.CloseTimeMs(own.Count - 1));

        (await bench.Cycle().RunAsync()).Code.Should().Be("FEED_MISSING");

        bench.Lines().Should().ContainSingle().Which.Rationale.Should().Be("The replay has BTC/USDT, not ETH/USDT.");
    }

    [Fact]
    public async Task Replay_HigherTimeframe_IsMadeOfTheWholeCandlesSoFar()
    {
        var own = GeneratedCandles.Create(new() { Count = 50, Seed = 21 });
        var source = new ReplayCandleSource(own.Alone(), 38);

        var hours = await source.GetCandlesAsync(own.Symbol, Timeframe.Parse("1h"));

        (hours.Count, hours[^1].OpenTimeMs, hours[^1].Close).Should().Be((3, own[24].OpenTimeMs, own[35].Close));
        await FluentActions.Awaiting(() => source.GetCandlesAsync(own.Symbol, Timeframe.Parse("1m"))).Should().ThrowAsync<CandleSourceException>().WithMessage("*candles of 5m, from which 1m can't be built*");
    }

    [Fact]
    public async Task RunAsync_LongWarmUp_AsksForAsManyCandles()
    {
        var strategy = StrategyCatalog.BuiltIn.Find("ema-cross").Bind(string.Empty, 0.05);
        var source = new FakeSource(() => TestCandles.Series(TestCandles.Quiet(30)));
        await using var bench = Bench(strategy, source, []);

        _ = await bench.Cycle().RunAsync();

        source.Limit.Should().Be(strategy.Needs.WarmUpOn(TestCandles.FiveMinutes)).And.BeGreaterThan(999);
    }

    private static StrategyCandles Candles(Strategy strategy, int count)
    {
        var own = GeneratedCandles.Create(new() { Count = count, Seed = 21 });
        return new(own, strategy.OtherPairsOf(own.Symbol).Select((pair, i) => GeneratedCandles.Create(new() { Count = count, Seed = 22 + i, Symbol = pair })));
    }

    private static CycleBench Bench(Strategy strategy, ICandleSource source, List<string> published) => new()
    {
        Strategy = strategy,
        Source = source,
        Risk = Loose,
        LogQuietCycles = false,
        Publisher = new FakePublisher(s =>
        {
            published.Add(Encoding.UTF8.GetString(s.CanonicalBytes.Span));
            return PublishResult.Published;
        }),
    };

    /// <summary>An exchange whose other pairs come later.</summary>
    private sealed class LateSource(StrategyCandles candles) : ICandleSource
    {
        public int Closed { get; set; }

        public int Behind { get; set; }

        public Task<CandleSeries> GetCandlesAsync(string symbol, Timeframe timeframe, int limit = 200, CancellationToken cancellationToken = default) => Task.FromResult(
            string.Equals(symbol, candles.Own.Symbol, StringComparison.Ordinal)
                ? candles.Own.Prefix(Closed).Last(limit)
                : candles.OtherOf(symbol, Closed - Behind)!.Last(limit));
    }
}
