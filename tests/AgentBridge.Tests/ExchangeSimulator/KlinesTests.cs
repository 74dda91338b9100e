using AgentBridge.Market;
using AgentBridge.Tests.Support;
using FsCheck.Fluent;

namespace AgentBridge.Tests.ExchangeSimulator;

/// <summary>Paging as Binance pages.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class KlinesTests
{
    [Fact]
    public async Task Kline_Fields_AreBinances()
    {
        var candles = Exchange.Walk(30);
        await using var exchange = await Exchange.StartAsync(candles, 19);

        var kline = (await exchange.GetAsync("/api/v3/klines?symbol=BTCUSDT&interval=5m&limit=2"))[0];

        kline.GetArrayLength().Should().Be(12);
        kline[6].GetInt64().Should().Be(kline[0].GetInt64() + Exchange.Step - 1);
        kline[1].GetString().Should().Be(candles[19].Open.ToString("F8", System.Globalization.CultureInfo.InvariantCulture));
        kline[8].GetInt32().Should().Be(4);
        Exchange.Number(kline[7]).Should().BeApproximately(candles[19].Volume * ((candles[19].Open + candles[19].High + candles[19].Low + candles[19].Close) / 4), 1e-6);
        kline[11].GetString().Should().Be("0");
    }

    [Fact]
    public async Task Limit_MissingOrTooGreat_Is500Or1000()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(1300), 1199);

        (await exchange.KlinesAsync("")).Should().HaveCount(500);
        (await exchange.KlinesAsync("limit=5000")).Should().HaveCount(1000);
        (await exchange.KlinesAsync("limit=1")).Single().OpenTimeMs.Should().Be(Exchange.Noon.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Page_AnyBounds_IsThatOfTheSimplestImplementation()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(120).Where((_, i) => i % 17 != 5), 80);
        exchange.Host.Control.StartPriceClock();
        exchange.Advance(3000);
        var first = (await exchange.KlinesAsync())[0].OpenTimeMs;
        var names = new[] { "5m", "15m", "1h" };
        var all = names.ToDictionary(n => n, n => exchange.KlinesAsync("limit=1000", n).GetAwaiter().GetResult(), StringComparer.Ordinal);
        var bounds = Gen.Choose(-3_000_000, 40_000_000);
        var maybe = Gen.OneOf(bounds.Select(b => (long?)b), Gen.Constant((long?)null));

        Property.Holds(Gen.Zip(Gen.Zip(maybe, maybe), Gen.Zip(Gen.Choose(1, 130), Gen.Elements(names))), 150, asked =>
        {
            var ((start, end), (limit, interval)) = asked;
            var (from, to) = (start + first, end + first);
            var page = exchange.KlinesAsync($"limit={limit}{Bound("startTime", from)}{Bound("endTime", to)}", interval).GetAwaiter().GetResult();

            var within = all[interval].Where(c => (from is null || c.OpenTimeMs >= from) && (to is null || c.OpenTimeMs <= to)).ToList();
            page.Should().Equal(from is null ? within.TakeLast(limit) : within.Take(limit));
        });
    }

    [Fact]
    public void Pages_WalkedForwardsAndBackwards_GiveEveryCandleOnce()
    {
        Property.Holds(Gen.Choose(1, 60), 12, limit => CheckAsync(limit).GetAwaiter().GetResult());

        static async Task CheckAsync(int limit)
        {
            await using var exchange = await Exchange.StartAsync(Exchange.Walk(200), 149);
            var all = await exchange.KlinesAsync();
            var (forwards, backwards) = (new List<Candle>(), new List<Candle>());
            for (var page = await exchange.KlinesAsync($"limit={limit}&startTime=0"); page.Length > 0; page = await exchange.KlinesAsync($"limit={limit}&startTime={forwards[^1].OpenTimeMs + 1}"))
            {
                forwards.AddRange(page);
            }

            for (var page = await exchange.KlinesAsync($"limit={limit}"); page.Length > 0; page = await exchange.KlinesAsync($"limit={limit}&endTime={backwards[0].OpenTimeMs - 1}"))
            {
                backwards.InsertRange(0, page);
            }

            forwards.Should().Equal(all);
            backwards.Should().Equal(all);
        }
    }

    [Fact]
    [Trait(Cost.Key, Cost.Slow)]
    public async Task Interval_Longer_IsMadeOfTheCandles()
    {
        await using var exchange = await Exchange.StartAsync(Exchange.Walk(400), 349);

        var minutes = await exchange.KlinesAsync();
        var hours = await exchange.KlinesAsync(interval: "1h");
        var (weeks, months, days) = (await exchange.KlinesAsync(interval: "1w"), await exchange.KlinesAsync(interval: "1M"), await exchange.KlinesAsync(interval: "1d"));

        hours.Should().BeEquivalentTo(
            minutes.GroupBy(c => c.OpenTimeMs / 3_600_000).Select(h => new Candle(h.Key * 3_600_000, h.First().Open, h.Max(c => c.High), h.Min(c => c.Low), h.Last().Close, h.Sum(c => c.Volume))),
            o => o.WithStrictOrdering().Using<double>(d => d.Subject.Should().BeApproximately(d.Expectation, 1e-7)).WhenTypeIs<double>());
        days[^1].OpenTimeMs.Should().Be(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
        weeks[^1].OpenTimeMs.Should().Be(new DateTimeOffset(2026, 11, 16, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), "weeks start on Monday");
        months.Single().OpenTimeMs.Should().Be(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Numbers_NeedingMoreThanEightDecimals_AreSentWhole()
    {
        Candle[] candles = [new(TestCandles.ExampleOpenMs, 1.23456789012e-7, 1.3e-7, 1.1e-10, 1.25e-7, 0.1 + 0.2), new(TestCandles.ExampleOpenMs + Exchange.Step, 1, 1, 1, 1, 1e15)];
        await using var exchange = await Exchange.StartAsync(candles, 0, o => o with { Markets = [o.Markets[0] with { TickSize = null }] });

        (await exchange.KlinesAsync())[0].Should().Be(candles[0] with { OpenTimeMs = Exchange.Noon.ToUnixTimeMilliseconds() - Exchange.Step });
    }

    private static string Bound(string name, long? value) => value is { } set ? FormattableString.Invariant($"&{name}={set}") : string.Empty;
}
